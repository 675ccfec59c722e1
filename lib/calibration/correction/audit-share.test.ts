import { describe, expect, it } from "vitest";
import { auditShare } from "@/lib/calibration/correction/audit-share";

describe("auditShare", () => {
  it.each([
    [0, 0, 0.1],
    [19, 0, 0.1],
    // (1 + 1)/22 = .09; (1 + 2)/22 = .14.
    [20, 1, 0.05],
    [20, 2, 0.1],
    // (1 + 9)/102 < .1 < (1 + 10)/102.
    [100, 9, 0.05],
    [100, 10, 0.1],
  ])("of %i known, %i wrong: %f", (known, wrong, share) => {
    expect(auditShare(known, wrong)).toBe(share);
  });
});
