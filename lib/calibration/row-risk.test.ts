import { describe, expect, it } from "vitest";
import { rowRisk, rowWeight } from "@/lib/calibration/row-risk";

describe("rowRisk", () => {
  it.each([
    [[], 0],
    [[0, 0], 0],
    [[0.1], 0.1],
    // 1 − .9 · .8
    [[0.1, 0.2], 0.28],
    [[0.5, 1], 1],
  ])("of %j is %f", (risks, risk) => {
    expect(rowRisk(risks)).toBeCloseTo(risk, 12);
    expect(Object.is(rowRisk(risks), -0)).toBe(false);
  });

  it("keeps tiny risks", () => {
    expect(rowRisk([1e-17, 1e-17])).toBeCloseTo(2e-17, 30);
  });

  it("refuses a risk above 1", () => {
    expect(() => rowRisk([1.01])).toThrow(RangeError);
  });
});

describe("rowWeight", () => {
  it.each([
    [0, 1],
    [0.1, 0.8],
    [0.5, 0],
    [0.8, 0],
  ])("at risk %f is %f", (risk, weight) => {
    expect(rowWeight(risk)).toBeCloseTo(weight, 12);
  });

  it("refuses what is no risk", () => {
    expect(() => rowWeight(Number.NaN)).toThrow(RangeError);
  });
});
