import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohenKappa } from "@/lib/statistics/cohen-kappa";
import reference from "@/lib/statistics/testing/reference-numbers.json";

describe("cohenKappa", () => {
  it("by hand", () => {
    // 50 pairs: agree on 20 + 15 = 35, observed .7. Rows 25, 25; columns 30, 20: expected (25·30 + 25·20)/2500 = .5.
    const result = cohenKappa([
      [20, 5],
      [10, 15],
    ]);
    expect(result).toMatchObject({ count: 50, observed: 0.7, expected: 0.5 });
    // (.7 − .5)/(1 − .5)
    expect(result.kappa).toBeCloseTo(0.4, 12);
  });

  it("weights by hand", () => {
    // Levels 0, .5, 1; linear weights 1, ½, 0. Observed: 1 at (0,0), ½ at (0,1), 0 at (0,2), ½ at (1,2): 2 of 4.
    // Rows 3, 1, 0 of 4; columns 1, 1, 2 of 4: expected = ¾(¼·1 + ¼·½ + ½·0) + ¼(¼·½ + ¼·1 + ½·½) = .28125 + .15625.
    const result = cohenKappa(
      [
        [1, 1, 1],
        [0, 0, 1],
        [0, 0, 0],
      ],
      { weights: "linear" },
    );
    expect(result.observed).toBeCloseTo(0.5, 12);
    expect(result.expected).toBeCloseTo(0.4375, 12);
    expect(result.kappa).toBeCloseTo((0.5 - 0.4375) / (1 - 0.4375), 12);
  });

  it("has the standard error in print", () => {
    // Fleiss, Levin & Paik 2003, table 18.1 (two raters, 100 subjects): kappa .68, s.e. .087.
    const result = cohenKappa([
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ]);
    expect(result.kappa).toBeCloseTo(0.68, 2);
    // In print to three decimals from rounded shares; unrounded, by numerical differentiation of kappa, .0877030.
    expect(result.standardError).toBeCloseTo(0.087703, 6);
  });

  it.each(reference.kappa)("of $table as scikit-learn has it", ({ table, none, linear, quadratic }) => {
    expect(cohenKappa(table).kappa).toBeCloseTo(none, 12);
    expect(cohenKappa(table, { weights: "linear" }).kappa).toBeCloseTo(linear, 12);
    expect(cohenKappa(table, { weights: "quadratic" }).kappa).toBeCloseTo(quadratic, 12);
  });

  it("perfect agreement is 1, but not beyond doubt", () => {
    const { kappa, lower, upper } = cohenKappa([
      [5, 0],
      [0, 5],
    ]);
    expect(kappa).toBe(1);
    expect(upper).toBe(1);
    expect(lower).toBeGreaterThan(0);
    expect(lower).toBeLessThan(0.9);
  });

  it("says nothing without pairs, and nothing of two who only ever say one thing", () => {
    const nothing = { kappa: null, standardError: null, lower: null, upper: null };
    expect(
      cohenKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({ count: 0, weights: "none", observed: null, expected: null, ...nothing });
    expect(
      cohenKappa([
        [7, 0],
        [0, 0],
      ]),
    ).toEqual({ count: 7, weights: "none", observed: 1, expected: 1, ...nothing });
  });

  const tables = fc.integer({ min: 2, max: 4 }).chain((levels) =>
    fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: levels, maxLength: levels }), {
      minLength: levels,
      maxLength: levels,
    }),
  );

  it("is the same with the two exchanged; with two levels weights change nothing; the interval holds it", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const exchanged = table.map((_, i) => table.map((row) => row[i] ?? 0));
        for (const weights of ["none", "linear", "quadratic"] as const) {
          const result = cohenKappa(table, { weights });
          const { kappa, lower, upper } = result;
          expect(cohenKappa(exchanged, { weights }).kappa).toBeCloseTo(kappa ?? 9, 10);
          expect(lower).toBeLessThanOrEqual(kappa ?? -9);
          expect(upper).toBeGreaterThanOrEqual(kappa ?? 9);
          expect(lower).toBeGreaterThanOrEqual(-1);
          expect(upper).toBeLessThanOrEqual(1);
          if (table.length === 2) expect(kappa).toBeCloseTo(cohenKappa(table).kappa ?? 9, 10);
        }
      }),
    );
  });

  it("refuses what is no square table of counts", () => {
    expect(() => cohenKappa([[1]])).toThrow(RangeError);
    expect(() => cohenKappa([[1, 2], [3]])).toThrow(RangeError);
    expect(() =>
      cohenKappa([
        [1, 2],
        [3, -1],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      cohenKappa(
        [
          [1, 2],
          [3, 4],
        ],
        { confidence: 0 },
      ),
    ).toThrow(RangeError);
  });
});
