import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { predictionPoweredMean } from "@/lib/statistics/prediction-powered-mean";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("predictionPoweredMean", () => {
  it("by hand", () => {
    // Labels 0, 1 as predicted; unlabelled 0, 0, 1, 1. Cov = ¼, pooled variance = ¼, n/N = ½: λ = ¼ / (1.5·¼) = ⅔.
    const result = predictionPoweredMean({ labels: [0, 1], predictions: [0, 1], unlabelledPredictions: [0, 0, 1, 1] });
    expect(result.lambda).toBeCloseTo(2 / 3, 12);
    // ½ + ⅔(½ − ½)
    expect(result.estimate).toBeCloseTo(0.5, 12);
    // Var(Y − ⅔f) = (⅓)²·¼ = 1/36, over 2; and (⅔)²·¼/4 = 1/36: 1/72 + 1/36 = 1/24.
    expect(result.standardError).toBeCloseTo(Math.sqrt(1 / 24), 12);
    // Plain: ¼/2 = ⅛; ⅛ ÷ 1/24
    expect(result.effectiveSampleGain).toBeCloseTo(3, 12);
  });

  it.each(reference.predictionPowered)("as NumPy's minimum over λ = $lambda", ({ unlabelled, ...wanted }) => {
    const result = predictionPoweredMean({ ...wanted, unlabelledPredictions: unlabelled });
    expect(result.lambda).toBeCloseTo(wanted.lambda, 5);
    expect(result.estimate).toBeCloseTo(wanted.estimate, 5);
    expect(result.standardError).toBeCloseTo(wanted.standardError, 6);
    expect(result.lower).toBeCloseTo(wanted.lower, 5);
    expect(result.upper).toBeCloseTo(wanted.upper, 5);
  });

  it("is the plain mean where the machine says the same of all", () => {
    const result = predictionPoweredMean({
      labels: [0, 1, 1],
      predictions: [5, 5, 5],
      unlabelledPredictions: [5, 5],
    });
    expect(result).toMatchObject({ lambda: 0, effectiveSampleGain: 1 });
    expect(result.estimate).toBeCloseTo(2 / 3, 12);
  });

  it("moves with the labels: shift and scale carry over", () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: -5, max: 5 }), (labels, unlabelledPredictions, shift) => {
        const predictions = labels.map((label, index) => label + (index % 3));
        const plain = predictionPoweredMean({ labels, predictions, unlabelledPredictions });
        const moved = predictionPoweredMean({
          labels: labels.map((label) => label + shift),
          predictions,
          unlabelledPredictions,
        });
        expect(moved.estimate - plain.estimate).toBeCloseTo(shift, 8);
        expect(moved.standardError).toBeCloseTo(plain.standardError, 8);
      }),
    );
  });

  it("covers 95 % with a biased machine, and is narrower with a good one", () => {
    const random = seededRandom(7n);
    let covered = 0;
    let gain = 0;
    const draw = (count: number) => {
      const labels = Array.from({ length: count }, () => (random.nextFloat() < 0.3 ? 1 : 0));
      const predictions = labels.map((label) => 0.2 + 0.6 * label + 0.2 * random.nextFloat());
      return { labels, predictions };
    };
    const runs = 600;
    for (let run = 0; run < runs; run += 1) {
      const result = predictionPoweredMean({ ...draw(80), unlabelledPredictions: draw(1000).predictions });
      if (result.lower <= 0.3 && 0.3 <= result.upper) covered += 1;
      gain += result.effectiveSampleGain / runs;
    }
    // Three standard errors of a simulated share of .95 are .027.
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(gain).toBeGreaterThan(4);
  });

  it("refuses too few, lengths that differ and values that aren't numbers", () => {
    const predictions = [0, 1];
    expect(() => predictionPoweredMean({ labels: [0], predictions: [1], unlabelledPredictions: [1] })).toThrow(
      RangeError,
    );
    expect(() => predictionPoweredMean({ labels: [0, 1, 1], predictions, unlabelledPredictions: [1] })).toThrow(
      RangeError,
    );
    expect(() => predictionPoweredMean({ labels: [0, 1], predictions, unlabelledPredictions: [] })).toThrow(RangeError);
    expect(() => predictionPoweredMean({ labels: [0, Number.NaN], predictions, unlabelledPredictions: [1] })).toThrow(
      RangeError,
    );
  });
});
