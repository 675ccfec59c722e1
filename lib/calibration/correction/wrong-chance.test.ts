import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrongChance } from "@/lib/calibration/correction/wrong-chance";

const noise = (mean: number) => ({ mean, low: mean });
const logit = (p: number) => Math.log(p / (1 - p));

describe("wrongChance", () => {
  it.each([
    // prior chance, reads, flags, ν, chance
    [0.15, 0, 0, 0.2, 0.15],
    // .5·.8 / (.5·.8 + .5·.2)
    [0.5, 1, 1, 0.2, 0.8],
    // A lone surprising flag: .1·.8 / (.1·.8 + .9·.2) = .08/.26.
    [0.1, 1, 1, 0.2, 0.08 / 0.26],
    // Confirmed: .1·.64 / (.1·.64 + .9·.04) = .064/.1.
    [0.1, 2, 2, 0.2, 0.64],
    // One against one cancels out.
    [0.1, 2, 1, 0.2, 0.1],
    [0.1, 3, 2, 0.2, 0.08 / 0.26],
    // Readers who hardly err settle it at once.
    [0.001, 1, 1, 0.005, 1],
    [0.999, 1, 0, 0.005, 0],
  ])("%f, %i reads, %i flags at ν = %f", (prior, reads, flags, nu, chance) => {
    expect(wrongChance(logit(prior), reads, flags, noise(nu))).toBeCloseTo(chance, 12);
  });

  it("rises with each flag and falls with each agreement", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.integer({ min: 0, max: 2 }),
        fc.nat(2),
        fc.double({ min: 0.01, max: 0.4, noNaN: true }),
        (logOdds, reads, some, nu) => {
          const flags = Math.min(some, reads);
          const now = wrongChance(logOdds, reads, flags, noise(nu));
          expect(wrongChance(logOdds, reads + 1, flags + 1, noise(nu))).toBeGreaterThan(now);
          expect(wrongChance(logOdds, reads + 1, flags, noise(nu))).toBeLessThan(now);
        },
      ),
    );
  });
});
