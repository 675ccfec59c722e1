import { describe, expect, it } from "vitest";
import { fitCumulativeLogit, predictLevels } from "@/lib/statistics/cumulative-logit";
import reference from "@/lib/statistics/testing/logistic-reference.json";

const known = reference.cumulative;
const rows = Float64Array.from(known.rows);
const levels = Uint8Array.from(known.levels);
const prior = {
  families: known.scales.map((initialScale, start) => ({
    name: `column ${start}`,
    start,
    width: 1,
    initialScale,
    learned: false,
  })),
  means: Float64Array.from(known.means),
  thresholds: known.thresholdMeans,
  thresholdScale: known.thresholdScale,
};

describe("fitCumulativeLogit", () => {
  it("gives the mode that SciPy finds, and its variances", () => {
    const fit = fitCumulativeLogit(rows, levels, prior);
    known.weights.forEach((weight, k) => {
      expect(fit.weights[k]).toBeCloseTo(weight, 4);
    });
    known.thresholds.forEach((threshold, k) => {
      expect(fit.thresholds[k]).toBeCloseTo(threshold, 4);
    });
    // C_kk = Σ_i (L⁻¹)_ik².
    known.variances.forEach((variance, k) => {
      let sum = 0;
      for (let i = 0; i < 5; i += 1) sum += (fit.inverseRoot[i * 5 + k] ?? 0) ** 2;
      expect(sum).toBeCloseTo(variance, 3);
    });
  });

  it("falls back on the prior without rows: thresholds ±1 and w·x = 0 give σ(−1), the rest, 1 − σ(1)", () => {
    const fit = fitCumulativeLogit(new Float64Array(0), new Uint8Array(0), prior);
    const [none, half, full] = predictLevels(fit, Float64Array.of(0, 0, 0));
    expect(none).toBeCloseTo(0.2689, 4);
    expect(half).toBeCloseTo(0.4621, 4);
    expect(full).toBeCloseTo(0.2689, 4);
  });

  it("gives chances that are none below 0 and sum to 1", () => {
    const chances = predictLevels(fitCumulativeLogit(rows, levels, prior), rows);
    for (let row = 0; row < levels.length; row += 1) {
      const own = [...chances.slice(row * 3, row * 3 + 3)];
      expect(Math.min(...own)).toBeGreaterThanOrEqual(0);
      expect(own.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    }
  });

  it("learns scales for families that may learn", () => {
    const learned = { ...prior, families: prior.families.map((family) => ({ ...family, learned: true })) };
    const { scales } = fitCumulativeLogit(rows, levels, learned);
    expect(scales[0]).toBeGreaterThan(1);
    expect(scales[2]).toBeLessThan(0.7);
  });

  it("refuses levels beyond the thresholds, crossing thresholds and crooked shapes", () => {
    expect(() =>
      fitCumulativeLogit(
        rows,
        Uint8Array.from(levels, (level) => level + 1),
        prior,
      ),
    ).toThrow(RangeError);
    expect(() => fitCumulativeLogit(rows, levels, { ...prior, thresholds: [1, -1] })).toThrow(RangeError);
    expect(() => fitCumulativeLogit(rows.slice(1), levels, prior)).toThrow(RangeError);
  });
});
