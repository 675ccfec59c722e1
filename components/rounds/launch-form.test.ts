import { describe, expect, test } from "vitest";
import { EMPTY_LAUNCH, estimateLaunch, readLaunchForm } from "@/components/rounds/launch-form";

describe("readLaunchForm", () => {
  test("percent become shares; the measure that was not chosen is left out", () => {
    expect(readLaunchForm({ ...EMPTY_LAUNCH, budget: "1,500" })).toEqual({
      reads: 1500,
      graderVersionId: null,
      criteria: ["decision", "extraction", "content"],
      readsPerUnit: 1,
      auditProbability: 0.1,
      blindShare: 0.05,
      targetError: 0.05,
    });
    expect(readLaunchForm({ ...EMPTY_LAUNCH, unit: "minutes", budget: "12.5" })).toMatchObject({ minutes: 12.5 });
  });

  test.each([
    ["a part of a read", { budget: "12.5" }],
    ["no budget", { budget: "" }],
    ["no audits", { auditPercent: "0" }],
    ["more than all hidden", { blindPercent: "101" }],
    ["a target of nothing", { targetPercent: "0" }],
    ["no criterion", { criteria: [] }],
  ])("%s is not taken", (_, change) => {
    expect(readLaunchForm({ ...EMPTY_LAUNCH, ...change })).toBeNull();
  });
});

describe("estimateLaunch", () => {
  test.each([
    // 20 × .1 = 2 audits; 20 × 15 s = 300 s = 5 min; 20 × .05 = 1 hidden
    [
      { budget: "20" },
      null,
      { reads: 20, audit: 2, targeted: 18, blind: 1, minutes: 5, secondsPerRead: 15, measured: false },
    ],
    // 100 × 13 s = 1,300 s ≈ 22 min
    [
      { budget: "100" },
      13,
      { reads: 100, audit: 10, targeted: 90, blind: 5, minutes: 22, secondsPerRead: 13, measured: true },
    ],
    // 10 min / 12 s = 50 reads
    [
      { unit: "minutes", budget: "10", blindPercent: "0" },
      12,
      { reads: 50, audit: 5, targeted: 45, blind: 0, minutes: 10, secondsPerRead: 12, measured: true },
    ],
    // Never less than one audit or one minute.
    [{ budget: "1" }, 2, { reads: 1, audit: 1, targeted: 0, blind: 0, minutes: 1, secondsPerRead: 2, measured: true }],
  ] as const)("%o at %s s", (change, pace, estimate) => {
    expect(estimateLaunch({ ...EMPTY_LAUNCH, ...change }, pace)).toEqual(estimate);
  });
});
