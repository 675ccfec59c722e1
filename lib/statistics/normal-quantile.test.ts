import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "@/lib/statistics/normal-quantile";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("normalQuantile", () => {
  it.each(reference.normalQuantile)("of $p as SciPy has it", ({ p, z }) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 12);
  });

  it("is odd around a half, and grows", () => {
    const chance = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(chance, chance, (one, other) => {
        expect(normalQuantile(1 - one)).toBeCloseTo(-normalQuantile(one), 6);
        if (one < other) expect(normalQuantile(one)).toBeLessThanOrEqual(normalQuantile(other));
      }),
    );
  });

  it.each([0, 1, Number.NaN])("refuses %d", (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
