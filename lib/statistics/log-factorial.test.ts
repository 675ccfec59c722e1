import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logChoose, logFactorial } from "@/lib/statistics/log-factorial";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("logFactorial", () => {
  it.each(reference.logFactorial)("ln $n! as SciPy has it", ({ n, log }) => {
    expect(Math.abs(logFactorial(n) - log)).toBeLessThanOrEqual(1e-13 * Math.max(1, log));
  });

  it("grows by ln n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (n) => {
        expect(logFactorial(n) - logFactorial(n - 1)).toBeCloseTo(Math.log(n), 9);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN])("refuses %d", (n) => {
    expect(() => logFactorial(n)).toThrow(RangeError);
  });
});

describe("logChoose", () => {
  it.each([
    // 5·4 / 2 = 10; 52·51·50·49·48 / 120 = 2,598,960
    [5, 2, 10],
    [52, 5, 2_598_960],
    [7, 0, 1],
  ])("of %i choose %i: %i ways", (n, k, ways) => {
    expect(Math.exp(logChoose(n, k)) / ways).toBeCloseTo(1, 11);
  });

  it("knows no way to choose more than there are", () => {
    expect(logChoose(3, 4)).toBe(Number.NEGATIVE_INFINITY);
    expect(logChoose(3, -1)).toBe(Number.NEGATIVE_INFINITY);
  });
});
