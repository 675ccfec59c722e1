import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median } from "@/lib/statistics/median";

describe("median", () => {
  it.each([
    [[], null],
    [[7], 7],
    [[3, 1], 2],
    [[10, 2, 9], 9],
    [[4, 1, 3, 2], 2.5],
    [[Number.MAX_VALUE, Number.MAX_VALUE], Number.MAX_VALUE],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("refuses NaN", () => {
    expect(() => median([1, Number.NaN, 2])).toThrow(RangeError);
  });

  it("has as many values below as above, and changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const before = [...values];
        const middle = median(values) ?? Number.NaN;
        expect(values).toEqual(before);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
      }),
    );
  });
});
