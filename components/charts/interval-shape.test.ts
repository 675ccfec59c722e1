import { describe, expect, test } from "vitest";
import { intervalShape } from "@/components/charts/interval-shape";

const percent: readonly [number, number] = [0, 100];
const wide: readonly [number, number] = [20, 220];

describe("intervalShape", () => {
  test.each([
    // 2 px a point, from 20: 80 → 180, 90 → 200, 85 → 190.
    [
      "inside",
      { estimate: 85, lower: 80, upper: 90 },
      { from: 180, to: 200, dot: 190, capAtFrom: true, capAtTo: true },
    ],
    [
      "a bound above only",
      { estimate: 2, lower: 0, upper: 6 },
      { from: 20, to: 32, dot: 24, capAtFrom: false, capAtTo: true },
    ],
    [
      "up to the end",
      { estimate: 100, lower: 90, upper: 100 },
      { from: 200, to: 220, dot: 220, capAtFrom: true, capAtTo: true },
    ],
    [
      "beyond both ends",
      { estimate: 50, lower: -10, upper: 130 },
      { from: 20, to: 220, dot: 120, capAtFrom: false, capAtTo: false },
    ],
  ])("%s", (_, interval, shape) => {
    expect(intervalShape(interval, percent, wide)).toEqual(shape);
  });
});
