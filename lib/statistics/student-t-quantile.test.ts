import { describe, expect, it } from "vitest";
import { studentTQuantile } from "@/lib/statistics/student-t-quantile";

describe("studentTQuantile", () => {
  it.each([
    // Published t tables (e.g. NIST e-Handbook 1.3.6.7.2), to the three decimals they give.
    [0.05, 1, 12.706],
    [0.05, 2, 4.303],
    [0.05, 5, 2.571],
    [0.05, 10, 2.228],
    [0.05, 30, 2.042],
    [0.05, 100, 1.984],
    [0.1, 4, 2.132],
    [0.01, 1, 63.657],
    [0.01, 10, 3.169],
    [0.002, 7, 4.785],
  ])("%f two-tailed at %i degrees is %f", (error, degrees, t) => {
    expect(Math.abs(studentTQuantile(error, degrees) - t)).toBeLessThan(0.00051);
  });

  it("has closed forms at 1 and 2 degrees", () => {
    for (const error of [0.5, 0.2, 0.05, 0.001]) {
      // ν = 1 is Cauchy: t = tan(π(1 − error)/2). ν = 2: t = p√(2/(1 − p²)) with p = 1 − error.
      const p = 1 - error;
      expect(studentTQuantile(error, 1) / Math.tan((Math.PI * p) / 2)).toBeCloseTo(1, 9);
      expect(studentTQuantile(error, 2) / (p * Math.sqrt(2 / (1 - p * p)))).toBeCloseTo(1, 9);
    }
  });

  it("falls towards the normal quantile", () => {
    let last = Number.POSITIVE_INFINITY;
    for (const degrees of [1, 2, 3, 5, 9, 20, 50, 200, 1000, 100_000]) {
      const t = studentTQuantile(0.05, degrees);
      expect(t).toBeLessThan(last);
      last = t;
    }
    expect(last).toBeCloseTo(1.959964, 4);
  });

  it("refuses what has no quantile", () => {
    expect(() => studentTQuantile(0, 3)).toThrow(RangeError);
    expect(() => studentTQuantile(0.05, 0)).toThrow(RangeError);
  });
});
