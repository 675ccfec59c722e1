import { describe, expect, it } from "vitest";
import { boundOfAll, goalAhead, walkAlpha } from "@/lib/calibration/rounds/certificate-share";

describe("walkAlpha", () => {
  it("gives the first walk .04, further ones .005, .0025 …: never more than .05 in all", () => {
    expect(walkAlpha(1)).toBeCloseTo(0.04, 12);
    expect(walkAlpha(2)).toBeCloseTo(0.005, 12);
    expect(walkAlpha(3)).toBeCloseTo(0.0025, 12);
    let total = 0;
    for (let walk = 1; walk <= 40; walk += 1) total += walkAlpha(walk);
    expect(total).toBeLessThanOrEqual(0.05);
    expect(() => walkAlpha(0)).toThrow(RangeError);
  });
});

describe("the labels ahead of a walk", () => {
  it("carry all that is wrong: 5 % of 1,000 is 6.25 % of the 800 ahead, and back", () => {
    const labels = { units: 1_000, unitsAhead: 800 };
    expect(goalAhead(0.05, 0.04, labels)).toEqual({ target: 0.0625, alpha: 0.04 });
    expect(boundOfAll(0.0625, labels)).toBeCloseTo(0.05, 12);
    expect(goalAhead(0.05, 0.04, { units: 1_000, unitsAhead: 20 }).target).toBeLessThan(1);
  });
});
