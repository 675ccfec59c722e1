import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expertResponse } from "@/lib/trajectory/expert-response";
import type { Message } from "@/lib/trajectory/message";
import { remainingChat } from "@/lib/trajectory/remaining-chat";
import { segmentTurns } from "@/lib/trajectory/segment-turns";

/** "uuau" stands for two client messages, one of the expert's, one of the client's. */
function dialogue(roles: string): Message[] {
  return [...roles].map((role, index) => ({ role: role === "u" ? "user" : "assistant", content: `${role}${index}` }));
}

const summary = (roles: string) => {
  const { turns, leftOut } = segmentTurns(dialogue(roles));
  return {
    turns: turns.map((turn) => `${turn.contextMessageCount}+${turn.responseMessageCount} ${turn.stopLabel}`),
    leftOut,
  };
};

describe("segmentTurns", () => {
  it.each([
    ["", [], 0],
    ["a", [], 1],
    ["aa", [], 1],
    ["u", ["1+0 stop"], 0],
    ["uu", ["2+0 stop"], 0],
    ["ua", ["1+1 stop"], 1],
    ["au", ["2+0 stop"], 0],
    ["uau", ["1+1 continue", "3+0 stop"], 0],
    ["uuauuaa", ["2+1 continue", "5+2 stop"], 1],
    ["aauaau", ["3+2 continue", "6+0 stop"], 0],
    ["uuauuauaaua", ["2+1 continue", "5+1 continue", "7+2 continue", "10+1 stop"], 1],
  ])("cuts %s", (roles, turns, leftOut) => {
    expect(summary(roles)).toEqual({ turns, leftOut });
  });

  it("holds its laws", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ua]{0,40}$/), (roles) => {
        const messages = dialogue(roles);
        const { turns, leftOut } = segmentTurns(messages);
        expect(turns.length).toBe((roles.match(/u+/g) ?? []).length);
        expect(leftOut).toBe(roles.endsWith("a") ? 1 : 0);
        for (const [index, turn] of turns.entries()) {
          expect(turn.round).toBe(index + 1);
          expect(roles[turn.contextMessageCount - 1]).toBe("u");
          expect(turn.stopLabel).toBe(roles.slice(turn.contextMessageCount).includes("u") ? "continue" : "stop");
          // The responses tile what the client doesn't say after the first block.
          const response = roles.slice(turn.contextMessageCount, turn.contextMessageCount + turn.responseMessageCount);
          expect(response).toMatch(/^a*$/);
          expect(roles[turn.contextMessageCount + turn.responseMessageCount]).not.toBe("a");
          const expected =
            turn.stopLabel === "stop"
              ? "<stop />"
              : [...response].map((_, at) => `a${turn.contextMessageCount + at}`).join("\n");
          expect(expertResponse(messages, turn)).toBe(expected);
        }
      }),
    );
  });
});

describe("remainingChat", () => {
  it("writes one line a message, and nothing at the end", () => {
    const messages = dialogue("uau");
    expect(remainingChat(messages, 1)).toBe("assistant: a1\nuser: u2");
    expect(remainingChat(messages, 3)).toBe("");
  });
});
