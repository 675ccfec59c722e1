import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factorLower, invertLower, solveFactored, squaredNorms } from "@/lib/statistics/lower-triangle";

/** [[4, 2, 2], [2, 5, 3], [2, 3, 6]] = L·Lᵀ with L = [[2, 0, 0], [1, 2, 0], [1, 1, 2]]. */
const MATRIX = [4, 2, 2, 2, 5, 3, 2, 3, 6];

describe("factorLower", () => {
  it("factors a matrix whose factor is known", () => {
    const factor = Float64Array.from(MATRIX);
    factorLower(factor, 3);
    expect([factor[0], factor[3], factor[4], factor[6], factor[7], factor[8]]).toEqual([2, 1, 2, 1, 1, 2]);
  });

  it("refuses a matrix that isn't positive definite", () => {
    expect(() => factorLower(Float64Array.from([1, 2, 2, 1]), 2)).toThrow(RangeError);
    expect(() => factorLower(Float64Array.from([Number.NaN]), 1)).toThrow(RangeError);
  });
});

describe("solveFactored and invertLower", () => {
  it("solves H·x = b: x = (1, 0, 2) gives b = (8, 8, 14)", () => {
    const factor = Float64Array.from(MATRIX);
    factorLower(factor, 3);
    const b = Float64Array.from([8, 8, 14]);
    solveFactored(factor, 3, b);
    expect([...b]).toEqual([1, 0, 2]);
  });

  it("gives xᵀH⁻¹x as a squared norm, for any number of rows", () => {
    const order = 4;
    const entry = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: order * order, maxLength: order * order }),
        fc.array(fc.array(entry, { minLength: order, maxLength: order }), { maxLength: 9 }),
        (seeds, rows) => {
          // G·Gᵀ + I is positive definite.
          const matrix = Float64Array.from({ length: order * order }, (_, at) => {
            const i = Math.floor(at / order);
            const j = at % order;
            let sum = i === j ? 1 : 0;
            for (let k = 0; k < order; k += 1) sum += (seeds[i * order + k] ?? 0) * (seeds[j * order + k] ?? 0);
            return sum;
          });
          factorLower(matrix, order);
          const norms = new Float64Array(rows.length);
          squaredNorms(invertLower(matrix, order), order, Float64Array.from(rows.flat()), rows.length, norms);
          rows.forEach((row, at) => {
            const solved = Float64Array.from(row);
            solveFactored(matrix, order, solved);
            const direct = row.reduce((sum, value, k) => sum + value * (solved[k] ?? 0), 0);
            expect(norms[at]).toBeCloseTo(direct, 8);
          });
        },
      ),
    );
  });
});
