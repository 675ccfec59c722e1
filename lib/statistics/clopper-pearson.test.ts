import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";

describe("clopperPearson", () => {
  it.each([
    // R: binom.test(x, n)$conf.int
    [0, 10, 0, 0.3084971],
    [1, 10, 0.002528579, 0.4450161],
    [5, 10, 0.187086, 0.812914],
    [10, 10, 0.6915029, 1],
    [7, 20, 0.1539092, 0.5921885],
  ])("%i of %i is [%f, %f]", (successes, trials, lower, upper) => {
    const interval = clopperPearson(successes, trials);
    expect(interval.estimate).toBe(successes / trials);
    expect(interval.lower).toBeCloseTo(lower, 6);
    expect(interval.upper).toBeCloseTo(upper, 6);
  });

  it.each([
    // Newcombe 1998, Statistics in Medicine 17, table I, method 5, to the four decimals it gives.
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])("%i of %i is [%f, %f] in print", (successes, trials, lower, upper) => {
    const interval = clopperPearson(successes, trials);
    expect(Math.abs(interval.lower - lower)).toBeLessThan(0.000051);
    expect(Math.abs(interval.upper - upper)).toBeLessThan(0.000051);
  });

  it.each([
    // All good: the upper bound u of the error solves (1 − u)^n = .05, so u = 1 − .05^(1/n).
    // 59, 149 and 299 clean audits certify 5, 2 and 1 % (CALIBRATION.md §6); one audit fewer does not.
    [59, 0.05],
    [149, 0.02],
    [299, 0.01],
  ])("%i clean audits certify an error of %f", (audits, error) => {
    const bound = (trials: number) => clopperPearson(0, trials, { side: "upper" }).upper;
    expect(bound(audits)).toBeCloseTo(1 - 0.05 ** (1 / audits), 12);
    expect(bound(audits)).toBeLessThanOrEqual(error);
    expect(bound(audits - 1)).toBeGreaterThan(error);
  });

  it("knows nothing without trials", () => {
    expect(clopperPearson(0, 0)).toEqual({ successes: 0, trials: 0, estimate: null, lower: 0, upper: 1 });
  });

  it.each([
    [1, 0],
    [-1, 3],
    [1.5, 3],
    [Number.NaN, 3],
  ])("refuses %d of %d", (successes, trials) => {
    expect(() => clopperPearson(successes, trials)).toThrow(RangeError);
  });

  it("refuses a confidence of 1", () => {
    expect(() => clopperPearson(1, 2, { confidence: 1 })).toThrow(RangeError);
  });

  const counts = fc
    .integer({ min: 1, max: 400 })
    .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

  it("contains the estimate, mirrors, and its ends are where the binomial tail is 2.5 %", () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { lower, estimate, upper } = clopperPearson(successes, trials);
        expect(lower).toBeLessThanOrEqual(estimate ?? -1);
        expect(upper).toBeGreaterThanOrEqual(estimate ?? 2);
        const mirrored = clopperPearson(trials - successes, trials);
        expect(mirrored.lower).toBeCloseTo(1 - upper, 9);
        if (successes > 0) expect(1 - binomialCumulative(successes - 1, trials, lower)).toBeCloseTo(0.025, 6);
        if (successes < trials) expect(binomialCumulative(successes, trials, upper)).toBeCloseTo(0.025, 6);
      }),
    );
  });

  it("is narrower with less confidence, and one-sided ends lie inside", () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const wide = clopperPearson(successes, trials);
        const narrow = clopperPearson(successes, trials, { confidence: 0.8 });
        expect(narrow.lower).toBeGreaterThanOrEqual(wide.lower);
        expect(narrow.upper).toBeLessThanOrEqual(wide.upper);
        const { lower } = clopperPearson(successes, trials, { side: "lower" });
        expect(lower).toBeGreaterThanOrEqual(wide.lower);
        expect(clopperPearson(successes, trials, { side: "lower" }).upper).toBe(1);
        expect(clopperPearson(successes, trials, { side: "upper" }).lower).toBe(0);
      }),
    );
  });
});

/** P(X ≤ k) of a binomial, summed in logarithms. */
function binomialCumulative(k: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return sum;
}
