import { describe, expect, it } from "vitest";
import { drawLane } from "@/lib/calibration/draw-lane";

describe("drawLane", () => {
  it.each([
    [0, 0.1, "audit", 0.1],
    [0.0999, 0.1, "audit", 0.1],
    [0.1, 0.1, "targeted", 0.9],
    [0.999, 1, "audit", 1],
    [0, 0, "targeted", 1],
  ])("%f under %f is %s", (u, auditProbability, lane, probability) => {
    expect(drawLane(u, auditProbability)).toEqual({ lane, probability });
  });

  it.each([
    [1, 0.1],
    [-0.1, 0.1],
    [0.5, 1.1],
    [Number.NaN, 0.1],
  ])("refuses %f under %f", (u, auditProbability) => {
    expect(() => drawLane(u, auditProbability)).toThrow(RangeError);
  });
});
