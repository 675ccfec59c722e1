import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { inverseProbabilityMean, type LoggedDraw } from "@/lib/statistics/inverse-probability-mean";

/** Every order in which units can be drawn, with its chance, under a policy that favours the first unread one. */
function* allWays(
  values: readonly number[],
  count: number,
  audit: number,
): Generator<{ draws: LoggedDraw[]; chance: number }> {
  function* extend(
    left: readonly number[],
    draws: LoggedDraw[],
    chance: number,
  ): Generator<{ draws: LoggedDraw[]; chance: number }> {
    if (draws.length === count) {
      yield { draws, chance };
      return;
    }
    for (const [place, unit] of left.entries()) {
      const probability = audit / left.length + (place === 0 ? 1 - audit : 0);
      const rest = left.filter((other) => other !== unit);
      yield* extend(rest, [...draws, { value: values[unit] ?? 0, probability }], chance * probability);
    }
  }
  yield* extend([...values.keys()], [], 1);
}

describe("inverseProbabilityMean", () => {
  it("by hand", () => {
    // 4 units, 2 draws. Steps: a₁ = (1/.25)/4 = 1; a₂ = (1 + 0/.5)/4 = ¼.
    // Weights 4·2/(2·3·4) = ⅓ and 4·2/(2·2·3) = ⅔: ⅓ + ⅙ = ½.
    const result = inverseProbabilityMean(
      [
        { value: 1, probability: 0.25 },
        { value: 0, probability: 0.5 },
      ],
      4,
    );
    expect(result.estimate).toBeCloseTo(0.5, 12);
    // √((⅓·½)² + (⅔·¼)²) · √2 = √(2/36 · 2)
    expect(result.standardError).toBeCloseTo(1 / 3, 12);
  });

  it("is the plain mean where every unread unit is as likely", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 20 }),
        fc.nat(10),
        (values, more) => {
          const population = values.length + more;
          const draws = values.map((value, index) => ({ value, probability: 1 / (population - index) }));
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          expect(inverseProbabilityMean(draws, population).estimate).toBeCloseTo(mean, 9);
        },
      ),
    );
  });

  it.each([1, 2, 3, 4])("is unbiased over all ways to draw %i of 5, however the lanes are mixed", (count) => {
    const values = [1, 0, 0, 1, 0.5];
    for (const audit of [0.1, 0.5, 1]) {
      let mean = 0;
      let chances = 0;
      for (const { draws, chance } of allWays(values, count, audit)) {
        mean += chance * inverseProbabilityMean(draws, values.length).estimate;
        chances += chance;
      }
      expect(chances).toBeCloseTo(1, 12);
      expect(mean).toBeCloseTo(0.5, 12);
    }
  });

  it("knows the mean once all are drawn", () => {
    const draws = [1, 0, 0, 1].map((value) => ({ value, probability: 0.3 }));
    expect(inverseProbabilityMean(draws, 4)).toMatchObject({ estimate: 0.5, standardError: 0, lower: 0.5, upper: 0.5 });
  });

  it("covers the truth under a targeted policy", () => {
    const random = seededRandom(3n);
    const population = 300;
    const values = Array.from({ length: population }, (_, index) => (index < 60 ? 1 : 0));
    const audit = 0.5;
    let covered = 0;
    const runs = 300;
    for (let run = 0; run < runs; run += 1) {
      const left = [...values.keys()];
      const draws: LoggedDraw[] = [];
      while (draws.length < 120) {
        const place = random.nextFloat() < audit ? random.nextBelow(left.length) : 0;
        const [unit = 0] = left.splice(place, 1);
        draws.push({
          value: values[unit] ?? 0,
          probability: audit / (left.length + 1) + (place === 0 ? 1 - audit : 0),
        });
      }
      const { lower, upper } = inverseProbabilityMean(draws, population);
      if ((lower ?? 1) <= 0.2 && 0.2 <= (upper ?? 0)) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
  });

  it("refuses draws that can't be", () => {
    expect(() => inverseProbabilityMean([], 3)).toThrow(RangeError);
    expect(() => inverseProbabilityMean([{ value: 1, probability: 0 }], 3)).toThrow(RangeError);
    expect(() => inverseProbabilityMean([{ value: Number.NaN, probability: 1 }], 3)).toThrow(RangeError);
    expect(() => inverseProbabilityMean([{ value: 1, probability: 1 }], 0)).toThrow(RangeError);
  });
});
