import { describe, expect, it } from "vitest";
import { correctItems, isSameInformation, targetInformation } from "@/lib/calibration/correct-items";
import type { TargetItem } from "@/lib/grading/target-item";

const item = (attribute: string, firstRound: number, askedRound: number): TargetItem => ({
  attribute,
  value: "yes",
  firstRound,
  askedRound,
  evidence: [{ messagePosition: 1, start: 0, end: 3, text: "yes" }],
});

describe("correctItems", () => {
  it("keeps what the grader had, strikes what the verdict lacks, adds from the first turn on", () => {
    const grader = [item("fever", 2, 4), item("cough", 1, 4)];
    const corrected = correctItems(
      grader,
      {
        criterion: "extraction",
        items: [
          { attribute: "rash", value: "no" },
          { attribute: "Fever", value: " YES" },
          { attribute: "rash", value: "No" },
        ],
      },
      4,
    );
    expect(corrected).toEqual([
      { attribute: "rash", value: "no", firstRound: 1, askedRound: 4, evidence: [], isAdded: true },
      { ...item("fever", 2, 4), isAdded: false },
    ]);
  });
});

describe("targetInformation", () => {
  it.each([
    // round → items with firstRound ≤ round ≤ askedRound, by the round where they were asked
    [1, ["cough", "fever"]],
    [2, ["cough", "fever", "pain"]],
    [3, ["fever", "pain"]],
    [4, []],
  ])("round %i", (round, expected) => {
    const items = [item("fever", 1, 3), item("cough", 1, 2), item("pain", 2, 3)];
    expect(targetInformation(items, round).map(({ attribute }) => attribute)).toEqual(expected);
  });
});

describe("isSameInformation", () => {
  it("looks at what the items say, not at their order or rounds", () => {
    expect(isSameInformation([item("a", 1, 2), item("b", 1, 2)], [item("B", 1, 1), item("a", 2, 2)])).toBe(true);
    expect(isSameInformation([item("a", 1, 2)], [])).toBe(false);
  });
});
