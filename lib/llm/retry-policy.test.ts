import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { pauseBeforeRetry, RETRY_RULES } from "@/lib/llm/retry-policy";

describe("pauseBeforeRetry", () => {
  it("doubles up to the longest, and draws from the upper half", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((failures) => pauseBeforeRetry("server_error", failures, null, 0.5));
    // 250 ms · 2^(n − 1), three quarters of it in the middle of the draw, at most 15 s.
    expect(pauses).toEqual([187.5, 375, 750, 1500, 3000, 6000, 11_250]);
    expect(pauseBeforeRetry("server_error", 1, null, 0)).toBe(125);
    expect(pauseBeforeRetry("server_error", 8, null, 0.5)).toBeNull();
  });

  it("never comes back before the endpoint asked for", () => {
    expect(pauseBeforeRetry("rate_limit", 1, 5_000, 0)).toBe(5_000);
    expect(pauseBeforeRetry("rate_limit", 1, 5_000, 1)).toBe(5_500);
  });

  it.each(["auth_or_quota", "context_too_long", "refused", "unparsable", "evidence_not_found"] as const)(
    "does not try again what %s",
    (failureClass) => expect(pauseBeforeRetry(failureClass, 1, null, 0.5)).toBeNull(),
  );

  it("waits a time that is not negative and within its rule", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FAILURE_CLASSES),
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (failureClass, failures, random) => {
          const ms = pauseBeforeRetry(failureClass, failures, null, random);
          const rule = RETRY_RULES[failureClass];
          if (ms === null) expect(failures).toBeGreaterThanOrEqual(rule.tries);
          else expect(ms >= 0 && ms <= rule.longestPauseMs).toBe(true);
        },
      ),
    );
  });
});
