import { describe, expect, it } from "vitest";
import { trialBoundary } from "@/lib/calibration/trial-boundary";
import { seededRandom } from "@/lib/kernel/seeded-random";

describe("trialBoundary of single reads", () => {
  const uniform = trialBoundary({ disagreements: 500, labels: "single_reads", mixture: "uniform" });

  it("with the uniform mixture lies where E passes 10.88", () => {
    // CALIBRATION.md §5. The smallest attainable E from there on is 11.26; the one below, 10.875, would spend .0506.
    expect(Math.exp(uniform.logThreshold)).toBeGreaterThan(10.88);
    expect(uniform.harm).toBeCloseTo(0.04998, 5);
    for (const [wins, labels] of [
      [6, 6],
      [9, 10],
      [13, 15],
      [16, 20],
      [22, 30],
      [29, 40],
      [41, 60],
    ] as const) {
      expect(uniform.minWins[labels], `${labels} labels`).toBe(wins);
    }
  });

  it("looks for small gains without spending more", () => {
    const boundary = trialBoundary({ disagreements: 500, labels: "single_reads" });
    expect(boundary.harm).toBeLessThanOrEqual(0.05);
    expect(boundary.minWins[6]).toBe(6);
    expect(boundary.minWins[60]).toBe(40);
  });

  it("does not depend on how many disagreements there are, but never asks for more labels than that", () => {
    const few = trialBoundary({ disagreements: 12, labels: "single_reads", mixture: "uniform" });
    expect(few.minWins).toEqual(uniform.minWins);
    expect(few.maxLabels).toBe(12);
    expect(uniform.maxLabels).toBe(60);
  });
});

describe("trialBoundary of settled labels", () => {
  it.each([
    // The null is right on ⌊N/2⌋: of 1, 2, 3 and 5 that is 0, 1, 1 and 2; one win more refutes it. With N = 5 two wins in
    // a row have chance 2/5·1/4 = .1 under it: not enough.
    [1, [1, 1]],
    [2, [1, 2, 2]],
    [3, [1, 2, 2, 2]],
    [5, [1, 2, 3, 3, 3, 3]],
  ])("of %i disagreements: %j", (disagreements, wins) => {
    const { minWins, harm } = trialBoundary({ disagreements, labels: "settled" });
    expect([...minWins]).toEqual(wins);
    expect(harm).toBe(0);
  });

  it.each([10, 21, 40, 60])("is exact once all %i are labelled", (disagreements) => {
    const { minWins } = trialBoundary({ disagreements, labels: "settled" });
    expect(minWins[disagreements]).toBe(Math.floor(disagreements / 2) + 1);
  });

  it.each([10, 30, 80, 200])("of %i disagreements spends at most alpha, as simulation agrees", (disagreements) => {
    const { minWins, harm, maxLabels } = trialBoundary({ disagreements, labels: "settled" });
    expect(harm).toBeLessThanOrEqual(0.05);
    const random = seededRandom(BigInt(disagreements));
    const runs = 4000;
    let promoted = 0;
    for (let run = 0; run < runs; run += 1) {
      let right = Math.floor(disagreements / 2);
      let wins = 0;
      for (let label = 1; label <= maxLabels; label += 1) {
        if (random.nextBelow(disagreements - label + 1) < right) {
          wins += 1;
          right -= 1;
        }
        if (wins >= (minWins[label] ?? label + 1)) {
          promoted += 1;
          break;
        }
      }
    }
    // Four standard errors of a share of .05 in 4000 runs are .014.
    expect(Math.abs(promoted / runs - harm)).toBeLessThan(0.014);
  });

  it("nears that of tosses where the set is large", () => {
    const tosses = trialBoundary({ disagreements: 5000, labels: "single_reads", mixture: "uniform" });
    const drawn = trialBoundary({ disagreements: 5000, labels: "settled" });
    for (let labels = 1; labels <= 60; labels += 1) {
      expect(Math.abs((drawn.minWins[labels] ?? 0) - (tosses.minWins[labels] ?? 0))).toBeLessThanOrEqual(1);
    }
  });
});

describe("a plan", () => {
  it("with a smaller alpha asks for more wins", () => {
    const strict = trialBoundary({ disagreements: 100, labels: "single_reads", alpha: 0.01 });
    const loose = trialBoundary({ disagreements: 100, labels: "single_reads", alpha: 0.1 });
    expect(strict.harm).toBeLessThanOrEqual(0.01);
    for (let labels = 1; labels <= 60; labels += 1) {
      expect(strict.minWins[labels]).toBeGreaterThanOrEqual(loose.minWins[labels] ?? Number.POSITIVE_INFINITY);
    }
  });

  it("of nothing is refused", () => {
    expect(() => trialBoundary({ disagreements: 0, labels: "settled" })).toThrow(RangeError);
    expect(() => trialBoundary({ disagreements: 5, labels: "settled", maxLabels: 0 })).toThrow(RangeError);
    expect(() => trialBoundary({ disagreements: 5, labels: "settled", alpha: 1 })).toThrow(RangeError);
  });
});
