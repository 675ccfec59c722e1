import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learnRankScale, rankOf } from "@/lib/calibration/correction/rank-scale";

describe("learnRankScale and rankOf", () => {
  it("standardises mid-ranks: of 5, 7, 7, 90 they are 1/8, 4/8, 4/8, 7/8; mean 1/2, variance 9/128", () => {
    const scale = learnRankScale([90, 7, 5, 7]);
    if (scale === null) throw new Error("There is a scale.");
    const unit = Math.sqrt(9 / 128);
    expect(rankOf(scale, 5)).toBeCloseTo(-0.375 / unit, 12);
    expect(rankOf(scale, 7)).toBeCloseTo(0, 12);
    expect(rankOf(scale, 90)).toBeCloseTo(0.375 / unit, 12);
    // Between known values: three below.
    expect(rankOf(scale, 8)).toBeCloseTo(0.25 / unit, 12);
    expect(rankOf(scale, null)).toBe(0);
    expect(rankOf(scale, Number.NaN)).toBe(0);
  });

  it("tells nothing of a signal that never varies", () => {
    expect(learnRankScale([3, 3, 3])).toBeNull();
    expect(learnRankScale([])).toBeNull();
  });

  it("has mean 0 and variance 1, and looks at the order alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 }), (values) => {
        const scale = learnRankScale(values);
        fc.pre(scale !== null);
        if (scale === null) return;
        const ranks = values.map((value) => rankOf(scale, value));
        expect(ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length).toBeCloseTo(0, 9);
        expect(ranks.reduce((sum, rank) => sum + rank * rank, 0) / ranks.length).toBeCloseTo(1, 9);
        const cubes = learnRankScale(values.map((value) => value ** 3));
        if (cubes === null) throw new Error("Cubes vary where values do.");
        values.forEach((value, at) => {
          expect(rankOf(cubes, value ** 3)).toBeCloseTo(ranks[at] ?? Number.NaN, 12);
        });
      }),
    );
  });
});
