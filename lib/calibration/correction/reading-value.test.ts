import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readingValue } from "@/lib/calibration/correction/reading-value";

describe("readingValue", () => {
  it.each([
    // q, noise, left, value
    // A reader who never errs removes the whole risk min(q, 1−q).
    [0.3, 0, 1, 0.3],
    [0.7, 0, 3, 0.3],
    // One read at ν = .2: .3 − [min(.3·.2, .7·.8) + min(.3·.8, .7·.2)] = .3 − (.06 + .14).
    [0.3, 0.2, 1, 0.1],
    // q below ν: one read can't change the label, min(.1·.8, .9·.2) + min(.1·.2, .9·.8) = .08 + .02.
    [0.1, 0.2, 1, 0],
    // Two reads can: .1 − [.1·.04 + min(.1·.32, .9·.32) + min(.1·.64, .9·.04)] = .1 − (.004 + .032 + .036); half of it a read.
    [0.1, 0.2, 2, 0.014],
    [0, 0.1, 3, 0],
    [0.5, 0.5, 3, 0],
    [0.4, 0.1, 0, 0],
  ])("q %f, noise %f, %i left: %f", (q, noise, left, value) => {
    expect(readingValue(q, noise, left)).toBeCloseTo(value, 12);
  });

  it("never promises more than the risk there is, less with more noise, and is the same for q and 1 − q", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const half = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(share, half, half, fc.integer({ min: 1, max: 3 }), (q, one, other, left) => {
        const value = readingValue(q, Math.min(one, other), left);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(Math.min(q, 1 - q) + 1e-12);
        expect(readingValue(q, Math.max(one, other), left)).toBeLessThanOrEqual(value + 1e-12);
        expect(readingValue(1 - q, Math.min(one, other), left)).toBeCloseTo(value, 12);
      }),
    );
  });
});
