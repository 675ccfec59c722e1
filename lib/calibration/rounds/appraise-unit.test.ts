import { describe, expect, it } from "vitest";
import { appraiseUnit, type UnitToBelieve } from "@/lib/calibration/rounds/appraise-unit";

const model = { noise: { mean: 0.1, low: 0.05 }, modelTurns: true };
const none: [number, number, number][] = [
  [0, 0, 0],
  [0, 0, 0],
  [0, 0, 0],
];
const unit = (change: Partial<UnitToBelieve>): UnitToBelieve => ({
  reads: 0,
  flags: 0,
  corrected: null,
  value: { criterion: "content", score: 0.5 },
  impact: 1,
  logOdds: Math.log(4), // .8
  variance: 0,
  ...change,
});

describe("appraiseUnit", () => {
  it("turns a decision to the other label: risk 1 − .8", () => {
    const belief = appraiseUnit(unit({ value: { criterion: "decision", stopLabel: "stop" } }), model, none);
    expect(belief).toMatchObject({ isChanged: true, heldBy: "model", value: { stopLabel: "continue" } });
    expect(belief.risk).toBeCloseTo(0.2, 12);
  });

  it("turns a score to what clinicians put in its place most, and only then knows it", () => {
    const corrections: [number, number, number][] = [
      [0, 0, 0],
      [1, 0, 5],
      [0, 0, 0],
    ];
    const known = appraiseUnit(unit({}), model, corrections);
    expect(known.value).toEqual({ criterion: "content", score: 1 });
    // (5 + 1)/(6 + 2) = .75 of such errors are put right: 1 − .8 · .75.
    expect(known.risk).toBeCloseTo(0.4, 12);
    const unknown = appraiseUnit(unit({}), model, none);
    expect(unknown).toMatchObject({ isChanged: true, value: null });
    expect(unknown.risk).toBeCloseTo(0.8, 12);
  });

  it("waits for a second reader after a lone surprising correction, and keeps the grade meanwhile", () => {
    const corrected = { criterion: "content", score: 1 } as const;
    const lone = unit({ reads: 1, flags: 1, corrected, logOdds: Math.log(1 / 24) }); // .04; one flag: odds 9/24
    const belief = appraiseUnit(lone, model, none);
    expect(belief).toMatchObject({ heldBy: "waiting", isChanged: false, value: null });
    expect(belief.wrongChance).toBeCloseTo(9 / 33, 12);
    const twice = appraiseUnit({ ...lone, reads: 2, flags: 2 }, model, none); // odds 81/24
    expect(twice).toMatchObject({ heldBy: "human_twice", isChanged: true, value: corrected });
    expect(twice.risk).toBeCloseTo(1 - 81 / 105, 12);
  });

  it("multiplies the worth by the impact, and turns nothing while the model may not", () => {
    const one = appraiseUnit(unit({}), model, none);
    expect(appraiseUnit(unit({ impact: 4 }), model, none).worth).toBeCloseTo(4 * one.worth, 12);
    expect(appraiseUnit(unit({}), { ...model, modelTurns: false }, none)).toMatchObject({ heldBy: "machine" });
  });
});
