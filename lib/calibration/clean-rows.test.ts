import { describe, expect, it } from "vitest";
import { cleanRow, previewCleaning, type RowToPreview } from "@/lib/calibration/clean-rows";

describe("cleanRow", () => {
  it.each([
    [{ kind: "relabel" }, { isKept: true, weight: 1 }],
    [{ kind: "down_weight" }, { isKept: true, weight: 0.5 }],
    [
      { kind: "drop", threshold: 0.25 },
      { isKept: true, weight: 1 },
    ],
    [
      { kind: "drop", threshold: 0.2 },
      { isKept: false, reason: "risk above the threshold" },
    ],
  ] as const)("at risk .25 under %j", (policy, cleaned) => {
    expect(cleanRow(0.25, policy)).toEqual(cleaned);
  });
});

describe("previewCleaning", () => {
  const row = (risk: number, turnPosition: number, isStop: boolean, reward: number): RowToPreview => ({
    risk,
    turnPosition,
    isStop,
    outcome: isStop ? "stop" : "content 1",
    reward,
  });
  const rows = [row(0, 0, false, 4), row(0.1, 0.5, false, 3), row(0.4, 1, true, 1)];

  it("shows what a cut takes away", () => {
    const { before, after } = previewCleaning(rows, { kind: "drop", threshold: 0.2 });
    expect(before).toEqual({
      rows: 3,
      weight: 3,
      meanTurnPosition: 0.5,
      stopRate: 1 / 3,
      meanReward: expect.closeTo(8 / 3, 12),
      outcomes: [
        { outcome: "content 1", share: expect.closeTo(2 / 3, 12) },
        { outcome: "stop", share: expect.closeTo(1 / 3, 12) },
      ],
    });
    expect(after).toEqual({
      rows: 2,
      weight: 2,
      meanTurnPosition: 0.25,
      stopRate: 0,
      meanReward: 3.5,
      outcomes: [
        { outcome: "content 1", share: 1 },
        { outcome: "stop", share: 0 },
      ],
    });
  });

  it("weighs rows", () => {
    const { after } = previewCleaning(rows, { kind: "down_weight" });
    // Weights 1, .8, .2
    expect(after.weight).toBeCloseTo(2, 12);
    expect(after.stopRate).toBeCloseTo(0.1, 12);
    expect(after.meanReward).toBeCloseTo((4 + 2.4 + 0.2) / 2, 12);
  });

  it("has no means of nothing", () => {
    expect(previewCleaning(rows, { kind: "drop", threshold: -1 }).after).toMatchObject({
      rows: 0,
      meanReward: null,
      stopRate: null,
    });
    expect(previewCleaning([], { kind: "relabel" }).before).toMatchObject({ rows: 0, meanTurnPosition: null });
  });
});
