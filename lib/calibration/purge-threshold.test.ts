import { describe, expect, it } from "vitest";
import { purgeThreshold, type RiskAudit } from "@/lib/calibration/purge-threshold";
import { seededRandom } from "@/lib/kernel/seeded-random";

/** Audits at risks spread evenly over 0 … 1; wrong at the places given. */
function auditsOf(count: number, wrongPlaces: readonly number[]): RiskAudit[] {
  return Array.from({ length: count }, (_, place) => ({ risk: place / count, isWrong: wrongPlaces.includes(place) }));
}

describe("purgeThreshold", () => {
  it("keeps every row where nothing is wrong", () => {
    const result = purgeThreshold(auditsOf(59, []), { target: 0.05 });
    expect(result.threshold).toBe(1);
    // .95^59 = .0485
    expect(result.tests).toEqual([{ threshold: 1, audits: 59, wrong: 0, p: expect.closeTo(0.95 ** 59, 12) }]);
  });

  it("says how many audits it takes", () => {
    expect(purgeThreshold(auditsOf(58, []), { target: 0.05 })).toEqual({ threshold: null, tests: [], leastAudits: 59 });
    expect(purgeThreshold([], { target: 0.02 }).leastAudits).toBe(149);
    expect(purgeThreshold([], { target: 0.01 }).leastAudits).toBe(299);
  });

  it("cuts before the wrong ones", () => {
    const wrong = Array.from({ length: 40 }, (_, index) => 160 + index);
    const { threshold, tests } = purgeThreshold(auditsOf(200, wrong), { target: 0.05 });
    expect(threshold).toBeGreaterThan(0.7);
    expect(threshold).toBeLessThan(0.85);
    expect(tests.at(-1)?.p).toBeGreaterThan(0.05);
    expect(tests.slice(0, -1).every(({ p }) => p <= 0.05)).toBe(true);
  });

  it("keeps none where the safest rows are wrong already", () => {
    expect(purgeThreshold(auditsOf(200, [0, 1, 2, 3, 4]), { target: 0.05 })).toMatchObject({ threshold: null });
  });

  it("counts audits of equal risk together", () => {
    const audits = Array.from({ length: 100 }, (_, index) => ({ risk: 0.1, isWrong: index === 99 }));
    // One of 100: P(X ≤ 1) = .95^100 + 100·.05·.95^99 = .0371
    expect(purgeThreshold(audits, { target: 0.05 }).tests[0]).toMatchObject({ audits: 100, wrong: 1 });
  });

  it("lets too many wrong rows through in at most one round of twenty", () => {
    // P(wrong) = .15 · risk, risks uniform: rows up to r have a wrong share of .075 r, so r* = ⅔ is the border of .05.
    const random = seededRandom(5n);
    const runs = 1000;
    let broken = 0;
    for (let run = 0; run < runs; run += 1) {
      const audits = Array.from({ length: 300 }, () => {
        const risk = random.nextFloat();
        return { risk, isWrong: random.nextFloat() < 0.15 * risk };
      });
      if ((purgeThreshold(audits, { target: 0.05 }).threshold ?? 0) > 2 / 3) broken += 1;
    }
    expect(broken / runs).toBeLessThanOrEqual(0.05);
  });

  it("refuses a target of 0 and a risk above 1", () => {
    expect(() => purgeThreshold([], { target: 0 })).toThrow(RangeError);
    expect(() => purgeThreshold([{ risk: 2, isWrong: false }], { target: 0.05 })).toThrow(RangeError);
  });
});
