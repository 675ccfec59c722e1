import type { FailureClass } from "@/lib/grading/grader";

export interface RetryRule {
  /** Calls that are made before the failure stands, the first one included. */
  readonly tries: number;
  /** Pause after the first failure, ms; it doubles with each further one. */
  readonly pauseMs: number;
  /** No pause is longer, ms. */
  readonly longestPauseMs: number;
}

const NEVER: RetryRule = { tries: 1, pauseMs: 0, longestPauseMs: 0 };

/**
 * What is tried again, how often and how fast. Parse failures (the last three) are the grader's to ask anew under the
 * next attempt, since an answer was paid for. A refused key pauses the run; nothing is tried.
 */
export const RETRY_RULES: Readonly<Record<FailureClass, RetryRule>> = {
  network: { tries: 8, pauseMs: 250, longestPauseMs: 15_000 },
  // Each try has cost the endpoint's whole time-out already.
  time_out: { tries: 4, pauseMs: 500, longestPauseMs: 15_000 },
  rate_limit: { tries: 12, pauseMs: 500, longestPauseMs: 60_000 },
  server_error: { tries: 8, pauseMs: 250, longestPauseMs: 15_000 },
  auth_or_quota: NEVER,
  context_too_long: NEVER,
  refused: NEVER,
  unparsable: NEVER,
  // A gateway's error page under status 200 passes; a server that speaks another protocol doesn't.
  schema_mismatch: { tries: 3, pauseMs: 500, longestPauseMs: 5_000 },
  evidence_not_found: NEVER,
};

/**
 * How long to wait before the next try, ms; null where there is none.
 *
 * @param failures failures of this call that count, this one included
 * @param retryAfterMs what the endpoint asked for; never cut short
 * @param random uniform on [0, 1): half of the pause is drawn, so that calls that failed together don't come back together
 */
export function pauseBeforeRetry(
  failureClass: FailureClass,
  failures: number,
  retryAfterMs: number | null,
  random: number,
): number | null {
  const rule = RETRY_RULES[failureClass];
  if (failures >= rule.tries) return null;
  const whole = Math.min(rule.longestPauseMs, rule.pauseMs * 2 ** Math.max(0, failures - 1));
  const pause = whole * (0.5 + random / 2);
  return retryAfterMs === null ? pause : Math.max(retryAfterMs, pause / 4) + random * rule.pauseMs;
}
