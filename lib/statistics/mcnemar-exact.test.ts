import { describe, expect, it } from "vitest";
import { mcnemarExact } from "@/lib/statistics/mcnemar-exact";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("mcnemarExact", () => {
  it.each([
    // 6 of 6: 2 · (½)^6 = 1/32
    [6, 0, 1 / 32],
    // 3 of 4: 2 · (1 + 4)/16 = .625
    [3, 1, 0.625],
    [4, 4, 1],
    [0, 0, 1],
  ])("%i against %i: p = %f", (onlyFirst, onlySecond, p) => {
    expect(mcnemarExact(onlyFirst, onlySecond).p).toBeCloseTo(p, 12);
    expect(mcnemarExact(onlySecond, onlyFirst).p).toBeCloseTo(p, 12);
  });

  it.each(reference.mcnemar)(
    "$onlyFirst against $onlySecond as SciPy's binomial test",
    ({ onlyFirst, onlySecond, p }) => {
      expect(mcnemarExact(onlyFirst, onlySecond).p).toBeCloseTo(p, 10);
    },
  );

  it("agrees with its interval on whether half is possible", () => {
    for (let wins = 0; wins <= 30; wins += 1) {
      const { p, firstWins } = mcnemarExact(wins, 30 - wins);
      expect(p < 0.05).toBe(firstWins.lower > 0.5 || firstWins.upper < 0.5);
    }
  });

  it("refuses what is no count", () => {
    expect(() => mcnemarExact(-1, 3)).toThrow(RangeError);
  });
});
