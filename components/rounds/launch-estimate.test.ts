import { describe, expect, it } from "vitest";
import { launchEstimate } from "@/components/rounds/launch-estimate";

describe("launchEstimate", () => {
  it.each([
    // 20 × 0.1 = 2 audits; 20 × 15 s = 300 s = 5 min
    [20, null, { audit: 2, targeted: 18, minutes: 5, secondsPerRead: 15, measured: false }],
    // 100 × 13 s = 1,300 s ≈ 22 min
    [100, 13, { audit: 10, targeted: 90, minutes: 22, secondsPerRead: 13, measured: true }],
    // never less than one audit or one minute
    [1, 2, { audit: 1, targeted: 0, minutes: 1, secondsPerRead: 2, measured: true }],
  ] as const)("%d reads at %s s", (reads, pace, expected) => expect(launchEstimate(reads, pace)).toEqual(expected));
});
