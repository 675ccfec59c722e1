import { describe, expect, test } from "vitest";
import { plotArea } from "@/components/charts/plot-area";

const size = { width: 640, height: 200, marginRight: 110 };

describe("plotArea", () => {
  test("starts at zero and ends at round numbers that hold all values", () => {
    const area = plotArea({ ...size, xMost: 486, yMost: 24.8 });
    expect(area.xEnd).toBe(500);
    expect(area.yEnd).toBe(25);
    expect(area.yTicks).toEqual([0, 5, 10, 15, 20, 25]);
    expect(area.xTicks).toEqual([0, 100, 200, 300, 400, 500]);
    // 30 … 530 px for 0 … 500 reads: a pixel a read.
    expect(area.x(250)).toBeCloseTo(280);
    // 10 … 210 px downwards for 25 … 0 %: 8 px a point.
    expect(area.y(20)).toBeCloseTo(50);
  });

  test("values beyond an end are drawn at it", () => {
    const area = plotArea({ ...size, xMost: 100, yMost: 10 });
    expect(area.y(15)).toBe(area.top);
    expect(area.x(-5)).toBe(area.left);
  });

  test("a phone has fewer ticks", () => {
    const area = plotArea({ ...size, width: 300, marginRight: 12, xMost: 60, yMost: 10 });
    expect(area.xTicks.length).toBeLessThanOrEqual(4);
  });

  test("before the first read there is still an axis", () => {
    expect(plotArea({ ...size, xMost: 0, yMost: 1 }).xEnd).toBe(1);
  });

  test("counts have whole ticks", () => {
    expect(plotArea({ ...size, xMost: 10, yMost: 2, yWhole: true }).yTicks).toEqual([0, 1, 2]);
  });
});
