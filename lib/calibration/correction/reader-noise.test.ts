import { describe, expect, it } from "vitest";
import { learnReaderNoise, type NoiseEvidence } from "@/lib/calibration/correction/reader-noise";

const units = (count: number, evidence: NoiseEvidence) => Array.from({ length: count }, () => evidence);
/** Half of all doubly read units have two readers who differ. */
const SPLIT: NoiseEvidence = { logOdds: 0, reads: 2, flags: 1 };
const AGREED: NoiseEvidence = { logOdds: 0, reads: 2, flags: 2 };

describe("learnReaderNoise", () => {
  it("starts at the prior: Σ ν²(1−ν)^14 / Σ ν(1−ν)^14 over the grid", () => {
    const grid = [0.005, 0.03, 0.06, 0.1, 0.14, 0.18, 0.22, 0.26, 0.3];
    const weight = (noise: number) => noise * (1 - noise) ** 14;
    const total = grid.reduce((sum, noise) => sum + weight(noise), 0);
    const { mean } = learnReaderNoise([]);
    expect(mean).toBeCloseTo(grid.reduce((sum, noise) => sum + noise * weight(noise), 0) / total, 12);
    expect(mean).toBeCloseTo(0.105, 3);
  });

  it("comes near the noise that double reads show: 2ν(1−ν) = .32 at ν = .2", () => {
    const { mean } = learnReaderNoise([...units(160, SPLIT), ...units(340, AGREED)]);
    expect(mean).toBeGreaterThan(0.18);
    expect(mean).toBeLessThan(0.22);
  });

  it("believes that readers don't err when hundreds of double reads agree", () => {
    const { mean, low } = learnReaderNoise(units(400, AGREED));
    expect(mean).toBeLessThan(0.008);
    expect(low).toBe(0.005);
  });

  it("hears a single read a tenth as loud as a double one, and not at all where the model is undecided", () => {
    const sure: NoiseEvidence = { logOdds: -5, reads: 1, flags: 1 };
    const once = learnReaderNoise(units(10, sure)).mean;
    expect(once).toBeGreaterThan(learnReaderNoise([]).mean);
    expect(once).toBeLessThan(learnReaderNoise(units(10, { ...sure, reads: 2, flags: 1 })).mean);
    expect(learnReaderNoise(units(50, { ...sure, logOdds: 0 })).mean).toBeCloseTo(learnReaderNoise([]).mean, 12);
  });

  it("has its 5 % quantile below the mean", () => {
    const { mean, low } = learnReaderNoise(units(20, SPLIT));
    expect(low).toBeLessThan(mean);
  });
});
