import { describe, expect, test } from "vitest";
import { isExactStop, readResponseDecision } from "@/lib/grading/response-decision";

describe("readResponseDecision", () => {
  test.each([
    ["<stop />", "stop", true],
    ["Enough now. <stop />", "stop", false],
    [" <stop /> ", "stop", false],
    ["<stop/>", "continue", false],
    ["<STOP />", "continue", false],
    ["Shall we stop here?", "continue", false],
    ["", "continue", false],
  ] as const)("%j decides %s", (response, decision, exact) => {
    expect(readResponseDecision(response)).toBe(decision);
    expect(isExactStop(response)).toBe(exact);
  });
});
