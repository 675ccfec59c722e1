import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { principalComponents, symmetricEigen } from "@/lib/statistics/principal-components";
import reference from "@/lib/statistics/testing/logistic-reference.json";

const known = reference.components;

describe("principalComponents", () => {
  it("gives NumPy's axes, but for their sign", () => {
    const { axes, kept } = principalComponents(Float32Array.from(known.points), known.dimensions, 4, seededRandom(1n));
    expect(kept).toBe(4);
    known.axes.forEach((axis, place) => {
      const product = axis.reduce((sum, value, k) => sum + value * (axes[place * known.dimensions + k] ?? 0), 0);
      expect(Math.abs(product)).toBeCloseTo(1, 4);
    });
  });

  it("keeps no more axes than points vary along", () => {
    // (0,0,0), (1,1,0), (2,2,0) and (3,3,0) lie on a line.
    const { axes, kept, mean } = principalComponents(
      Float32Array.of(0, 0, 0, 1, 1, 0, 2, 2, 0, 3, 3, 0),
      3,
      2,
      seededRandom(1n),
    );
    expect(kept).toBe(1);
    expect([...mean]).toEqual([1.5, 1.5, 0]);
    expect(Math.abs(axes[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 6);
    expect(principalComponents(Float32Array.of(1, 2, 1, 2), 2, 2, seededRandom(1n)).kept).toBe(0);
    expect(principalComponents(new Float32Array(0), 0, 24, seededRandom(1n)).kept).toBe(0);
  });
});

describe("symmetricEigen", () => {
  it("solves [[2, 1], [1, 2]]: 1 and 3", () => {
    const { values } = symmetricEigen([
      [2, 1],
      [1, 2],
    ]);
    expect([...values].sort()).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
  });
});
