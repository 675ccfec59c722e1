import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { countUnion, decideVerdict, type JudgedGrade, NO_REACH } from "@/lib/workflows/decide-verdict";

const nothing: JudgedGrade = { status: "ok", score: null, stopLabel: null, items: [] };
const decision: JudgedGrade = { ...nothing, stopLabel: "continue" };
const content: JudgedGrade = { ...nothing, score: 0.5 };
const extraction: JudgedGrade = {
  ...nothing,
  items: [
    { attribute: "cough", value: "two weeks", firstRound: 3 },
    { attribute: "fever", value: "no", firstRound: 5 },
  ],
};
const items = (...list: [string, string][]): VerdictValue => ({
  criterion: "extraction",
  items: list.map(([attribute, value]) => ({ attribute, value })),
});

describe("decideVerdict", () => {
  test("agree repeats the grade's own value", () => {
    expect(decideVerdict({ kind: "agree" }, { criterion: "extraction", round: 7, grade: extraction })).toEqual({
      ok: true,
      value: { kind: "agree", value: items(["cough", "two weeks"], ["fever", "no"]), reach: NO_REACH },
    });
  });

  // The unit is of turn 7; cough belongs to turns 3 … 7, fever to 5 … 7, anything added to 1 … 7.
  test.each([
    ["the later item struck", items(["cough", "two weeks"]), { firstRound: 5, lastRound: 7 }],
    ["the earlier item struck", items(["fever", "no"]), { firstRound: 3, lastRound: 7 }],
    ["all struck", items(), { firstRound: 3, lastRound: 7 }],
    ["one added", items(["cough", "two weeks"], ["fever", "no"], ["rash", "no"]), { firstRound: 1, lastRound: 7 }],
    ["a value changed", items(["cough", "two weeks"], ["fever", "yes"]), { firstRound: 1, lastRound: 7 }],
  ])("reach of a correction: %s", (_, value, reach) => {
    const decided = decideVerdict({ kind: "wrong", value }, { criterion: "extraction", round: 7, grade: extraction });
    expect(decided).toEqual({ ok: true, value: { kind: "wrong", value, reach } });
  });

  test.each([
    ["no such revision", { kind: "agree" as const }, null, /no grade of that revision/],
    ["nothing to grade", { kind: "agree" as const }, { ...content, status: "not_applicable" as const }, /nothing to/],
    ["failed, agreed", { kind: "agree" as const }, { ...content, status: "failed" as const, score: null }, /no grade/],
    [
      "the same score",
      { kind: "wrong" as const, value: { criterion: "content" as const, score: 0.5 as const } },
      content,
      /own/,
    ],
    [
      "another criterion",
      { kind: "wrong" as const, value: { criterion: "format" as const, score: 1 as const } },
      content,
      /content/,
    ],
  ])("refuses: %s", (_, answer, grade, sentence) => {
    const decided = decideVerdict(answer, { criterion: "content", round: 2, grade });
    expect(decided.ok ? "" : decided.refusal).toMatch(sentence);
  });

  test("a failed grade may be given its right value", () => {
    const value = { criterion: "content", score: 1 } as const;
    const grade = { ...content, status: "failed", score: null } as const;
    expect(decideVerdict({ kind: "wrong", value }, { criterion: "content", round: 2, grade })).toEqual({
      ok: true,
      value: { kind: "wrong", value, reach: { firstRound: 2, lastRound: 2 } },
    });
  });

  test("a value given without regard to the grade is agree where it is the grade's own, else wrong", () => {
    const subject = { criterion: "content", round: 2, grade: content } as const;
    const given = (score: 0 | 0.5 | 1) => {
      const decided = decideVerdict({ kind: "value", value: { criterion: "content", score } }, subject);
      return decided.ok ? decided.value.kind : decided.refusal;
    };
    expect([given(0), given(0.5), given(1)]).toEqual(["wrong", "agree", "wrong"]);
  });

  test("skip judges nothing, whatever the grade", () => {
    expect(decideVerdict({ kind: "skip" }, { criterion: "decision", round: 1, grade: null })).toEqual({
      ok: true,
      value: { kind: "skip", value: null, reach: NO_REACH },
    });
    expect(decideVerdict({ kind: "agree" }, { criterion: "decision", round: 1, grade: decision }).ok).toBe(true);
  });
});

test("countUnion counts each turn once", () => {
  const reach = fc.record({ firstRound: fc.integer({ min: 1, max: 9 }), lastRound: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(reach, reach, (one, other) => {
      const within = (round: number) =>
        (one.firstRound <= round && round <= one.lastRound) || (other.firstRound <= round && round <= other.lastRound);
      return countUnion(one, other) === [1, 2, 3, 4, 5, 6, 7, 8, 9].filter(within).length;
    }),
  );
});
