import { describe, expect, it } from "vitest";
import { keyOf, type OutboxEntry } from "@/components/review/outbox-entry";
import { VerdictOutbox } from "@/components/review/verdict-outbox";
import { RequestError } from "@/lib/queries/request-json";
import type { Sitting, VerdictAnswer, VerdictInput } from "@/lib/queries/review-contract";

const at = "2026-01-01T00:00:00.000Z";
const about = { criterion: "content" as const, trajectoryId: "t", turnId: "turn", round: 1, at };
const sitting: Sitting = {
  roundNumber: 1,
  readsDone: 1,
  readsBudget: 20,
  ownReads: 1,
  secondsPerRead: null,
  scoresPutRight: 0,
  turnsTouched: 0,
  minutesSpent: 0,
};

function agree(key: string, sequence: number, lentByKey: string | null = null): OutboxEntry {
  const input: VerdictInput = {
    kind: "agree",
    idempotencyKey: key,
    unitId: "u",
    activeMs: 10,
    gradeRevision: 0,
    handOutId: lentByKey === null ? "lent" : null,
    comment: null,
  };
  return { sequence, input, supersedesKey: null, lentByKey, about, refusal: null };
}
function undo(key: string, sequence: number, supersedesKey: string): OutboxEntry {
  const input: VerdictInput = { kind: "withdrawn", idempotencyKey: key, unitId: "u", activeMs: 0, supersedesId: "" };
  return { sequence, input, supersedesKey, lentByKey: null, about, refusal: null };
}
function answerTo(input: VerdictInput): VerdictAnswer {
  if (input.kind === "withdrawn") {
    const served = {
      ...about,
      handOutId: "lent-again",
      roundId: "r",
      unitId: input.unitId,
      sampleId: null,
      visibility: "shown" as const,
      isAdjudication: false,
      expiresAt: at,
    };
    return { verdict: null, rescoredTurns: 0, sitting, served, revealed: null, otherValues: [] };
  }
  const verdict = {
    ...about,
    id: `id-of-${input.idempotencyKey}`,
    unitId: input.unitId,
    kind: input.kind === "value" ? ("wrong" as const) : input.kind,
    value: null,
    reasonCode: null,
    comment: null,
    visibility: "shown" as const,
    createdAt: at,
  };
  return { verdict, rescoredTurns: 0, sitting, served: null, revealed: null, otherValues: [] };
}

/** A world with a store in memory, a clock moved by hand and a line that can be cut. */
function world() {
  const kept = new Map<string, OutboxEntry>();
  const sent: VerdictInput[] = [];
  const pauses: number[] = [];
  const refused: string[] = [];
  let awake: (() => void) | null = null;
  let problem: Error | null = null;
  const outbox = new VerdictOutbox({
    store: {
      load: async () => [...kept.values()],
      put: async (entry) => void kept.set(keyOf(entry), entry),
      remove: async (key) => void kept.delete(key),
    },
    send: async (input) => {
      sent.push(input);
      if (problem !== null) throw problem;
      return answerTo(input);
    },
    wait: (milliseconds, then) => {
      pauses.push(milliseconds);
      awake = then;
      return () => {
        awake = null;
      };
    },
    now: () => 1_000,
    onSaved: () => undefined,
    onRefused: (entry) => refused.push(keyOf(entry)),
  });
  return {
    outbox,
    kept,
    sent,
    pauses,
    refused,
    cut: (error: Error | null) => {
      problem = error;
    },
    wake: () => awake?.(),
    // Every step of the outbox is a microtask: one turn of the event loop lets all of them finish.
    settle: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
}

describe("VerdictOutbox", () => {
  it("sends in order and forgets what arrived", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    w.outbox.add(agree("second-key", 2));
    expect(w.outbox.view().unsent).toHaveLength(2);
    await w.settle();
    expect(w.sent.map((input) => input.idempotencyKey)).toEqual(["first-key", "second-key"]);
    expect([w.outbox.view().unsent.length, w.kept.size]).toEqual([0, 0]);
  });

  it("undoes an answer that has not left yet: both go, in order, and the undo learns the id", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    w.outbox.add(undo("undo-key", 2, "first-key"));
    w.outbox.add(agree("again-key", 3, "undo-key"));
    await w.settle();
    expect(w.sent[1]).toMatchObject({ kind: "withdrawn", supersedesId: "id-of-first-key" });
    expect(w.sent[2]).toMatchObject({ kind: "agree", handOutId: "lent-again" });
  });

  it("completes an undo that is pressed after the answer arrived but before the screen knew", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    w.outbox.add(undo("undo-key", 2, "first-key"));
    await w.settle();
    expect(w.sent[1]).toMatchObject({ kind: "withdrawn", supersedesId: "id-of-first-key" });
  });

  it("keeps the same key through lost connections, with growing pauses, and says since when", async () => {
    const w = world();
    w.cut(new RequestError(0, "no answer"));
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    w.wake();
    await w.settle();
    expect(w.pauses).toEqual([1_000, 2_000]);
    expect(w.outbox.view()).toMatchObject({ offlineSince: 1_000 });
    expect(w.kept.size).toBe(1);
    w.cut(null);
    w.outbox.retryNow();
    await w.settle();
    expect(w.sent.map((input) => input.idempotencyKey)).toEqual(["first-key", "first-key", "first-key"]);
    expect(w.outbox.view()).toMatchObject({ unsent: [], offlineSince: null });
  });

  it("never has two in flight", async () => {
    const w = world();
    w.outbox.add(agree("first-key", 1));
    w.outbox.retryNow();
    w.outbox.add(agree("second-key", 2));
    expect(w.sent).toHaveLength(1);
    await w.settle();
    expect(w.sent).toHaveLength(2);
  });

  it("shows a refused answer until dismissed, drops its undo and goes on", async () => {
    const w = world();
    w.cut(new RequestError(409, "The grade has changed."));
    w.outbox.add(agree("first-key", 1));
    w.outbox.add(undo("undo-key", 2, "first-key"));
    await w.settle();
    expect(w.outbox.view().refused.map((entry) => entry.refusal)).toEqual(["The grade has changed."]);
    expect([w.refused, w.outbox.view().unsent]).toEqual([["first-key"], []]);
    expect([...w.kept.keys()]).toEqual(["first-key"]);
    w.outbox.dismiss("first-key");
    expect([w.outbox.view().refused.length, w.kept.size]).toEqual([0, 0]);
  });

  it.each([401, 408, 429, 500, 503])("tries again after %i", async (status) => {
    const w = world();
    w.cut(new RequestError(status, "later"));
    w.outbox.add(agree("first-key", 1));
    await w.settle();
    expect([w.outbox.view().unsent.length, w.outbox.view().refused.length]).toEqual([1, 0]);
  });

  it("takes up what a reload left behind", async () => {
    const w = world();
    w.kept.set("kept-key", agree("kept-key", 1));
    await w.outbox.open();
    await w.settle();
    expect(w.sent.map((input) => input.idempotencyKey)).toEqual(["kept-key"]);
    expect(w.kept.size).toBe(0);
  });
});
