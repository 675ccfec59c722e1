import { describe, expect, it } from "vitest";
import { refitDue } from "@/lib/calibration/correction/refit-due";

describe("refitDue", () => {
  it.each([
    // units, reads, reads at the last fit, due
    [2246, 2, 0, false],
    [2246, 3, 0, true],
    // ⌊200/25⌋ = 8 reads apart.
    [2246, 200, 193, false],
    [2246, 200, 192, true],
    // ⌈2246/120⌉ = 19 at most.
    [2246, 1000, 982, false],
    [2246, 1000, 981, true],
    // ⌈200/120⌉ = 2, but never more often than every third read.
    [200, 90, 88, false],
    [200, 91, 88, true],
  ])("of %i units after %i reads, fitted at %i: %s", (units, reads, fitted, due) => {
    expect(refitDue(units, reads, fitted)).toBe(due);
  });
});
