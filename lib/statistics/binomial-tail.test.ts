import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialTail } from "@/lib/statistics/binomial-tail";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("binomialTail", () => {
  it.each([
    // Two fair coins: none ¼, at most one ¾.
    [0, 2, 0.5, 0.25],
    [1, 2, 0.5, 0.75],
    [2, 2, 0.5, 1],
    // .95^3
    [0, 3, 0.05, 0.857375],
    [-1, 3, 0.5, 0],
    [0, 5, 0, 1],
    [4, 5, 1, 0],
    [0, 0, 0.3, 1],
  ])("P(X ≤ %i) of Bin(%i, %f) is %f", (k, n, p, tail) => {
    expect(binomialTail(k, n, p)).toBeCloseTo(tail, 14);
  });

  it.each(reference.binomialTail)("P(X ≤ $k) of Bin($n, $p) as SciPy has it", ({ k, n, p, tail }) => {
    expect(binomialTail(k, n, p) / tail).toBeCloseTo(1, 10);
  });

  it("the two tails make one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(199),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, k, p) => {
          const low = Math.min(k, n - 1);
          expect(binomialTail(low, n, p) + binomialTail(n - low - 1, n, 1 - p)).toBeCloseTo(1, 10);
        },
      ),
    );
  });

  it("refuses what is no count or no chance", () => {
    expect(() => binomialTail(1, 1.5, 0.5)).toThrow(RangeError);
    expect(() => binomialTail(0.5, 2, 0.5)).toThrow(RangeError);
    expect(() => binomialTail(1, 2, 1.1)).toThrow(RangeError);
  });
});
