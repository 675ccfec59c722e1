import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankTrajectory, type UnitToRank } from "@/lib/calibration/targeted-rank";
import { CRITERIA } from "@/lib/grading/criterion";

const unit = (turnRound: number, worth: number, criterion: UnitToRank["criterion"] = "decision"): UnitToRank => ({
  turnRound,
  criterion,
  worth,
});

/** Indices of the units in the order in which they are read. */
const order = (units: readonly UnitToRank[]) => {
  const ranks = rankTrajectory(units);
  return units.map((_, index) => index).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
};

describe("rankTrajectory", () => {
  it("reads worthy units together in the order of the dialogue, then of the criteria", () => {
    // .9 alone: .9/2 = .45; with .8: 1.7/3 = .567; .3 is below that and waits: (.3 + .1 …): .3/2 = .15; .1 < .15 waits.
    expect(order([unit(5, 0.9), unit(2, 0.8), unit(1, 0.1), unit(3, 0.3)])).toEqual([1, 0, 3, 2]);
    expect(order([unit(2, 0.5, "content"), unit(2, 0.5), unit(2, 0.5, "extraction")])).toEqual([1, 2, 0]);
  });

  it("puts the trajectory first whose worth per read is largest, opening counted as one read", () => {
    const [alone] = rankTrajectory([unit(1, 0.6)]); // .6/2 = .30
    const [together] = rankTrajectory([unit(1, 0.4), unit(2, 0.4), unit(3, 0.4), unit(4, 0.4)]); // 1.6/5 = .32
    const [poor] = rankTrajectory([unit(1, 0.4)]); // .4/2 = .20
    expect(together).toBeLessThan(alone ?? 0);
    expect(alone).toBeLessThan(poor ?? 0);
  });

  it("reads at most 8 in one go, and what is worth nothing last", () => {
    const ranks = rankTrajectory(Array.from({ length: 9 }, (_, index) => unit(index + 1, 1)));
    expect(Math.max(...ranks.slice(0, 8)) - Math.min(...ranks.slice(0, 8))).toBe(7);
    expect(ranks[8]).toBeGreaterThan((ranks[7] ?? 0) + 8);
    expect(rankTrajectory([unit(1, 0), unit(1, 1e-15)])[0]).toBeGreaterThan(1.9e9);
    expect(rankTrajectory([])).toEqual(new Int32Array(0));
  });

  it("refuses what is no worth", () => {
    expect(() => rankTrajectory([unit(1, -1)])).toThrow(RangeError);
    expect(() => rankTrajectory([unit(1, Number.NaN)])).toThrow(RangeError);
  });

  it("keeps 31 bits; a unit at least twice as worthy as another of its dialogue is never read after it in a later run", () => {
    const anyUnit = fc.record({
      turnRound: fc.integer({ min: 1, max: 50 }),
      criterion: fc.constantFrom(...CRITERIA),
      worth: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyUnit, { maxLength: 40 }), (units) => {
        const ranks = rankTrajectory(units);
        for (const [a, one] of units.entries()) {
          expect(ranks[a]).toBeGreaterThanOrEqual(0);
          for (const [b, other] of units.entries()) {
            if (one.worth >= 2 * other.worth && one.worth > 1e-12) {
              expect((ranks[a] ?? 0) - (ranks[b] ?? 0)).toBeLessThan(8);
            }
          }
        }
      }),
    );
  });
});
