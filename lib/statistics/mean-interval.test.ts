import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanInterval } from "@/lib/statistics/mean-interval";

describe("meanInterval", () => {
  it("gives Student's own example (the additional sleep of ten patients)", () => {
    // R: t.test(sleep$extra[1:10]) : mean .75, s = 1.78901, 95 % [−.5297804, 2.0297804]
    const interval = meanInterval([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
    expect(interval.estimate).toBeCloseTo(0.75, 12);
    expect(interval.lower).toBeCloseTo(-0.5297804, 6);
    expect(interval.upper).toBeCloseTo(2.0297804, 6);
  });

  it("reaches 12.706 standard errors with two values", () => {
    // mean 1, s = √2, standard error 1.
    const interval = meanInterval([0, 2]);
    expect(interval.upper).toBeCloseTo(1 + 12.7062047, 6);
  });

  it("gives no point without an interval", () => {
    expect(meanInterval([])).toEqual({ count: 0, estimate: null, lower: null, upper: null });
    expect(meanInterval([3])).toEqual({ count: 1, estimate: null, lower: null, upper: null });
  });

  it("has no width without spread", () => {
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ count: 3, estimate: 0.1, lower: 0.1, upper: 0.1 });
  });

  it("refuses what is no number", () => {
    expect(() => meanInterval([1, Number.NaN])).toThrow(RangeError);
    expect(() => meanInterval([1, 2], 0)).toThrow(RangeError);
  });

  it("moves and stretches with its values", () => {
    const number = fc.integer({ min: -400, max: 400 }).map((value) => value / 100);
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 60 }), number, (values, shift) => {
        const { estimate, lower, upper } = meanInterval(values);
        const moved = meanInterval(values.map((value) => 2 * value + shift));
        expect(moved.estimate).toBeCloseTo(2 * (estimate ?? 0) + shift, 9);
        expect(moved.lower).toBeCloseTo(2 * (lower ?? 0) + shift, 9);
        expect(moved.upper).toBeCloseTo(2 * (upper ?? 0) + shift, 9);
        expect((lower ?? 0) <= (estimate ?? 0) && (estimate ?? 0) <= (upper ?? 0)).toBe(true);
      }),
    );
  });
});
