import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alphaShare } from "@/lib/calibration/alpha-share";

describe("alphaShare", () => {
  it("halves with every look", () => {
    expect([1, 2, 3].map((look) => alphaShare(0.05, look))).toEqual([0.025, 0.0125, 0.00625]);
  });

  it("never spends the whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (looks, total) => {
        let spent = 0;
        for (let look = 1; look <= looks; look += 1) spent += alphaShare(total, look);
        expect(spent).toBeLessThan(total);
      }),
    );
  });

  it("refuses a look 0 and a total of 1", () => {
    expect(() => alphaShare(0.05, 0)).toThrow(RangeError);
    expect(() => alphaShare(1, 1)).toThrow(RangeError);
  });
});
