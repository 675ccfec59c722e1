import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixtureEvidence } from "@/lib/statistics/mixture-e-process";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("mixtureEvidence", () => {
  it.each([
    // Σ_{i ≤ S} C(t+1, i) ÷ ((t+1)·C(t, S))
    // no toss: C(1,0)/(1·1) = 1
    [0, 0, 1],
    // 6 of 6: (2^7 − 1)/7
    [6, 6, 127 / 7],
    // 5 of 5: (2^6 − 1)/6
    [5, 5, 63 / 6],
    // 1 of 2: (1 + 3)/(3·2)
    [1, 2, 4 / 6],
    // 0 of 3: 1/(4·1)
    [0, 3, 0.25],
  ])("%i of %i: E = %f", (wins, tosses, evidence) => {
    expect(Math.exp(mixtureEvidence(wins, tosses))).toBeCloseTo(evidence, 10);
  });

  it.each(reference.evidence)("$wins of $tosses as SciPy's beta function has it", ({ wins, tosses, log }) => {
    expect(mixtureEvidence(wins, tosses)).toBeCloseTo(log, 9);
  });

  it.each(reference.smallGainEvidence)(
    "small gains, $wins of $tosses, as SciPy integrates",
    ({ wins, tosses, log }) => {
      expect(Math.abs(mixtureEvidence(wins, tosses, "small_gains") - log)).toBeLessThan(1e-3);
    },
  );

  const counts = fc
    .integer({ min: 0, max: 300 })
    .chain((tosses) => fc.tuple(fc.integer({ min: 0, max: tosses }), fc.constant(tosses)));
  const mixtures = fc.constantFrom("uniform" as const, "small_gains" as const);

  it("keeps its mean under a fair coin, which makes it a bet", () => {
    fc.assert(
      fc.property(counts, mixtures, ([wins, tosses], mixture) => {
        const now = mixtureEvidence(wins, tosses, mixture);
        const won = Math.exp(mixtureEvidence(wins + 1, tosses + 1, mixture) - now);
        const lost = Math.exp(mixtureEvidence(wins, tosses + 1, mixture) - now);
        expect((won + lost) / 2).toBeCloseTo(1, 8);
        expect(won).toBeGreaterThan(lost);
      }),
    );
  });

  it("refuses what is no count", () => {
    expect(() => mixtureEvidence(3, 2)).toThrow(RangeError);
    expect(() => mixtureEvidence(-1, 2)).toThrow(RangeError);
    expect(() => mixtureEvidence(0.5, 2)).toThrow(RangeError);
  });
});
