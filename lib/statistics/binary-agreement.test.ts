import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binaryAgreement } from "@/lib/statistics/binary-agreement";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import reference from "@/lib/statistics/testing/reference-numbers.json";

const countsOf = ([truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0]: readonly number[]) => ({
  truePositive,
  falsePositive,
  falseNegative,
  trueNegative,
});

describe("binaryAgreement", () => {
  it("by hand", () => {
    // Clinician: 25 yes, 25 no. Grader: 30 yes, 20 no.
    const result = binaryAgreement(countsOf([20, 10, 5, 15]));
    expect(result.accuracy.estimate).toBe(35 / 50);
    expect(result.sensitivity.estimate).toBe(20 / 25);
    expect(result.specificity.estimate).toBe(15 / 25);
    expect(result.precision.estimate).toBe(20 / 30);
    // 2·20/(2·20 + 10 + 5)
    expect(result.f1.estimate).toBeCloseTo(40 / 55, 12);
    // (20·15 − 10·5)/√(30·25·25·20) = 250/√375000
    expect(result.mcc.estimate).toBeCloseTo(250 / Math.sqrt(375_000), 12);
    // 30/50 − 25/50
    expect(result.bias.estimate).toBeCloseTo(0.1, 12);
  });

  it.each(reference.binary)("of $counts as scikit-learn has it", ({ counts, ...wanted }) => {
    const result = binaryAgreement(countsOf(counts));
    for (const name of ["accuracy", "sensitivity", "specificity", "precision", "f1", "mcc"] as const) {
      expect(result[name].estimate, name).toBeCloseTo(wanted[name], 12);
    }
  });

  it("F1's interval is Jaccard's, carried over", () => {
    // J = 6/(6+1+2), F1 = 2J/(1+J).
    const { lower, upper } = clopperPearson(6, 9);
    const { f1 } = binaryAgreement(countsOf([6, 1, 2, 3]));
    expect(f1.lower).toBeCloseTo((2 * lower) / (1 + lower), 12);
    expect(f1.upper).toBeCloseTo((2 * upper) / (1 + upper), 12);
  });

  it("has the interval in print of a paired difference", () => {
    // Agresti & Min 2005, approval of a prime minister (1600 voters): 150 changed to no, 86 to yes. With ½ added a cell:
    // (150.5 − 86.5)/1602 ± 1.96·√(237 − 64²/1602)/1602 = .03995 ± .01873.
    const { bias } = binaryAgreement(countsOf([794, 150, 86, 570]));
    expect(bias.lower).toBeCloseTo(0.0212, 4);
    expect(bias.upper).toBeCloseTo(0.0587, 4);
  });

  it("leaves open what the counts don't say", () => {
    const open = { estimate: null, lower: null, upper: null };
    expect(binaryAgreement(countsOf([]))).toMatchObject({ count: 0, f1: open, mcc: open, bias: open });
    expect(binaryAgreement(countsOf([5, 2, 0, 0])).mcc).toEqual(open);
    expect(binaryAgreement(countsOf([0, 0, 0, 9])).f1).toEqual(open);
  });

  const cells = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 });

  it("every interval holds its estimate and stays in range", () => {
    fc.assert(
      fc.property(cells, (counts) => {
        const { count: _count, ...measures } = binaryAgreement(countsOf(counts));
        for (const [name, { estimate, lower, upper }] of Object.entries(measures)) {
          if (estimate === null || lower === null || upper === null) continue;
          const least = name === "mcc" || name === "bias" ? -1 : 0;
          expect(lower, name).toBeGreaterThanOrEqual(least);
          expect(upper, name).toBeLessThanOrEqual(1);
          // The adjusted Wald interval of a difference may miss an estimate at ±1.
          if (name === "bias") continue;
          expect(lower, name).toBeLessThanOrEqual(estimate);
          expect(upper, name).toBeGreaterThanOrEqual(estimate);
        }
      }),
    );
  });

  it("MCC is the same with yes and no exchanged, and with the two exchanged", () => {
    fc.assert(
      fc.property(cells, ([a = 0, b = 0, c = 0, d = 0]) => {
        const { mcc } = binaryAgreement(countsOf([a, b, c, d]));
        if (mcc.estimate === null) return;
        expect(binaryAgreement(countsOf([d, c, b, a])).mcc.estimate).toBeCloseTo(mcc.estimate, 10);
        expect(binaryAgreement(countsOf([a, c, b, d])).mcc.lower).toBeCloseTo(mcc.lower ?? 9, 10);
      }),
    );
  });

  it("refuses what is no count", () => {
    expect(() => binaryAgreement(countsOf([1, -1, 0, 0]))).toThrow(RangeError);
  });
});
