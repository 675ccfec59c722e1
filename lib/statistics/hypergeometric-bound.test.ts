import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import { hypergeometricBound } from "@/lib/statistics/hypergeometric-bound";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("hypergeometricBound", () => {
  it.each([
    // 4 units, 2 drawn, none marked. M = 2: P(0) = C(2,2)/C(4,2) = 1/6 > .05, and M = 3 can't give 0 of 2.
    [4, 2, 0, { lower: 0, upper: 2 }],
    // All drawn: known.
    [10, 10, 3, { lower: 3, upper: 3 }],
    [10, 0, 0, { lower: 0, upper: 10 }],
    [0, 0, 0, { lower: 0, upper: 0 }],
  ])("of %i units, %i drawn, %i marked", (population, sample, marked, bound) => {
    expect(hypergeometricBound(population, sample, marked)).toEqual(bound);
  });

  it.each(reference.hypergeometric)(
    "of $population units, $sample drawn, $marked marked, at $confidence: as SciPy's tails have it",
    (row) => {
      const { population, sample, marked, confidence } = row;
      const upper = hypergeometricBound(population, sample, marked, { confidence, side: "upper" });
      const lower = hypergeometricBound(population, sample, marked, { confidence, side: "lower" });
      expect(upper).toEqual({ lower: marked, upper: row.upper });
      expect(lower).toEqual({ lower: row.lower, upper: population - (sample - marked) });
    },
  );

  const counts = fc
    .integer({ min: 1, max: 300 })
    .chain((population) => fc.tuple(fc.constant(population), fc.integer({ min: 1, max: population })))
    .chain(([population, sample]) =>
      fc.tuple(fc.constant(population), fc.constant(sample), fc.integer({ min: 0, max: sample })),
    );

  it("lies inside what Clopper–Pearson says of the share, and holds the known ones", () => {
    fc.assert(
      fc.property(counts, ([population, sample, marked]) => {
        const bound = hypergeometricBound(population, sample, marked);
        const share = clopperPearson(marked, sample);
        expect(bound.lower).toBeGreaterThanOrEqual(marked);
        expect(bound.upper).toBeLessThanOrEqual(population - (sample - marked));
        // One unit of play: counts are whole, shares aren't.
        expect(bound.upper / population).toBeLessThanOrEqual(share.upper + 1 / population);
        expect(bound.lower / population).toBeGreaterThanOrEqual(share.lower - 1 / population);
      }),
    );
  });

  it("counted from the other side it is the same bound", () => {
    fc.assert(
      fc.property(counts, ([population, sample, marked]) => {
        const bound = hypergeometricBound(population, sample, marked);
        const mirrored = hypergeometricBound(population, sample, sample - marked);
        expect(bound).toEqual({ lower: population - mirrored.upper, upper: population - mirrored.lower });
      }),
    );
  });

  it("refuses counts that don't fit, and a confidence of 1", () => {
    expect(() => hypergeometricBound(5, 6, 0)).toThrow(RangeError);
    expect(() => hypergeometricBound(5, 2, 3)).toThrow(RangeError);
    expect(() => hypergeometricBound(5, 2, 0.5)).toThrow(RangeError);
    expect(() => hypergeometricBound(5, 2, 1, { confidence: 1 })).toThrow(RangeError);
  });
});
