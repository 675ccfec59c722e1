import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { clusterRatio } from "@/lib/statistics/cluster-ratio";

describe("clusterRatio", () => {
  it("is exact where everything was looked at, and nothing where there is nothing", () => {
    const clusters = [
      { numerator: 1, denominator: 2 },
      { numerator: 2, denominator: 2 },
    ];
    expect(clusterRatio(clusters, 2)).toEqual({ estimate: 0.75, lower: 0.75, upper: 0.75 });
    expect(clusterRatio([{ numerator: 0, denominator: 0 }], 5)).toBeNull();
    expect(clusterRatio([], 5)).toBeNull();
    expect(() => clusterRatio(clusters, 1)).toThrow(RangeError);
  });

  it("has the width that the formula gives by hand", () => {
    const clusters = [
      { numerator: 1, denominator: 4 },
      { numerator: 3, denominator: 4 },
    ];
    // r = .5; residuals −1 and 1; v = (1 − 2/10) · 2 · 2 / (1 · 64) = .05
    const found = clusterRatio(clusters, 10);
    expect(found?.estimate).toBe(0.5);
    expect(found?.upper).toBeCloseTo(0.5 + 1.96 * Math.sqrt(0.05), 4);
    expect(found?.lower).toBeCloseTo(0.5 - 1.96 * Math.sqrt(0.05), 4);
  });

  it("covers the truth in about 95 of 100 samples of clusters that differ", () => {
    const random = seededRandom(5n);
    const population = Array.from({ length: 600 }, () => {
      const rate = random.nextFloat();
      const denominator = 3 + random.nextBelow(12);
      const numerator = Array.from({ length: denominator }, () => random.nextFloat() < rate).filter(Boolean).length;
      return { numerator, denominator };
    });
    const truth = clusterRatio(population, population.length)?.estimate ?? 0;
    let covered = 0;
    for (let run = 0; run < 1_000; run += 1) {
      const rest = [...population];
      const sample = Array.from(
        { length: 60 },
        () => rest.splice(random.nextBelow(rest.length), 1)[0] ?? population[0],
      );
      const found = clusterRatio(
        sample.filter((one) => one !== undefined),
        population.length,
      );
      if (found !== null && found.lower <= truth && truth <= found.upper) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(925);
    expect(covered).toBeLessThanOrEqual(975);
  });
});
