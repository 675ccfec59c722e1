import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseSessionLine } from "@/lib/trajectory/parse-session-line";
import { formatRowHead } from "@/lib/trajectory/row-head";
import { formatSegmentedRow, segmentRows } from "@/lib/trajectory/segment-rows";
import type { Session } from "@/lib/trajectory/session";

function parse(line: string): Session {
  const parsed = parseSessionLine(new TextEncoder().encode(line));
  if (!parsed.ok) throw new Error(parsed.refusal.reason);
  return parsed.value;
}

describe("segmentRows", () => {
  it("writes compact rows with the id as it was, nothing escaped that need not be", () => {
    const session = parse(
      '{"session_id":1.0,"messages":[{"role":"user","content":"嗓子疼😷 \\"/\\n"},{"role":"assistant","content":"?"}]}',
    );
    expect([...segmentRows(session)].map(formatSegmentedRow)).toEqual([
      '{"cid":"1.0_1","session_id":1.0,"diagn":"","messages":[{"role":"user","content":"嗓子疼😷 \\"/\\n"}],"remaining_chat":"assistant: ?","decision_truth":"stop"}',
    ]);
  });

  it("adds the reference's last round and decision on request", () => {
    const session = parse(
      '{"session_id":"q","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"He said user: stop"}]}',
    );
    const rows = (referenceRows: boolean) =>
      [...segmentRows(session, { referenceRows })].map((row) => [row.cid, row.decisionTruth]);
    // By roles the client never speaks again; the text search finds "user: " in the expert's words.
    expect(rows(false)).toEqual([["q_1", "stop"]]);
    expect(rows(true)).toEqual([
      ["q_1", "continue"],
      ["q_2", "stop"],
    ]);
  });
});

const DATA = path.resolve("../shared/data");
const linesOf = (file: string) => readFileSync(path.join(DATA, file), "utf8").trim().split("\n");

describe.skipIf(!existsSync(path.join(DATA, "vectors")))(
  "reference vectors (skipped where ../shared/data is absent)",
  () => {
    interface Vector {
      readonly session: unknown;
      readonly rows: readonly Record<string, unknown>[];
    }

    it.each(linesOf("vectors/segmentation.jsonl").map((line): Vector => JSON.parse(line)))(
      "equals $session.session_id",
      ({ session, rows }) => {
        const parsed = parse(JSON.stringify(session));
        const reference = [...segmentRows(parsed, { referenceRows: true })].map((row) =>
          JSON.parse(formatSegmentedRow(row)),
        );
        expect(reference).toEqual(rows.map(({ decision_structural, context_ends_with, ...row }) => row));
        const ours = [...segmentRows(parsed)].map((row) => JSON.parse(formatSegmentedRow(row)));
        expect(ours).toEqual(
          rows
            .filter((row) => row.context_ends_with === "user")
            .map(({ decision_structural, context_ends_with, ...row }) => ({
              ...row,
              decision_truth: decision_structural,
            })),
        );
      },
    );

    it("equals the first 12 consultations byte for byte", () => {
      const sessions = linesOf("trajectories/primock57.sessions.jsonl").slice(0, 12).map(parse);
      const vectors = linesOf("vectors/segmentation-primock57.jsonl").map((line) => JSON.parse(line));
      expect(vectors.length).toBe(12);
      for (const [index, session] of sessions.entries()) {
        const ours = new Map([...segmentRows(session)].map((row) => [row.cid, row.decisionTruth]));
        const rows = [...segmentRows(session, { referenceRows: true })].map((row) => ({
          cid: row.cid,
          n_messages: row.context.length,
          decision_truth: row.decisionTruth,
          decision_structural: ours.get(row.cid) ?? "stop",
          context_ends_with: row.context.at(-1)?.role,
          sha256: createHash("sha256")
            .update(`{${formatRowHead(row)},"remaining_chat":${JSON.stringify(row.remainingChat)}}`)
            .digest("hex"),
        }));
        expect({ session_id: session.sessionLabel, rows }).toEqual(vectors[index]);
      }
    });

    it("counts the 57 consultations: 2,698 reference rows, 32 left out, 2,666 turns, 57 of them stop", () => {
      const sessions = linesOf("trajectories/primock57.sessions.jsonl").map(parse);
      const ours = sessions.flatMap((session) => [...segmentRows(session)]);
      const reference = sessions.flatMap((session) => [...segmentRows(session, { referenceRows: true })]);
      expect(sessions.length).toBe(57);
      expect(sessions.reduce((sum, session) => sum + session.messages.length, 0)).toBe(5347);
      expect(reference.length).toBe(2698);
      expect(reference.filter((row) => row.context.at(-1)?.role === "assistant").length).toBe(32);
      expect(ours.length).toBe(2666);
      expect(ours.filter((row) => row.decisionTruth === "stop").length).toBe(57);
    });
  },
);
