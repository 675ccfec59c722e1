import { describe, expect, it } from "vitest";
import { cleanRow } from "@/lib/calibration/clean-rows";

describe("cleanRow", () => {
  it.each([
    [{ kind: "relabel" }, { isKept: true, weight: 1 }],
    [{ kind: "down_weight" }, { isKept: true, weight: 0.5 }],
    [
      { kind: "drop", threshold: 0.25 },
      { isKept: true, weight: 1 },
    ],
    [
      { kind: "drop", threshold: 0.2 },
      { isKept: false, reason: "risk above the threshold" },
    ],
  ] as const)("at risk .25 under %j", (policy, cleaned) => {
    expect(cleanRow(0.25, policy)).toEqual(cleaned);
  });
});
