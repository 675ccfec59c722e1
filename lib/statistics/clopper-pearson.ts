import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";

export interface ShareInterval {
  readonly successes: number;
  readonly trials: number;
  /** successes / trials; null without trials. */
  readonly estimate: number | null;
  /** 0 … 1, unrounded. */
  readonly lower: number;
  readonly upper: number;
}

export interface ClopperPearsonOptions {
  /** Coverage of the interval, between 0 and 1. Default .95. */
  readonly confidence?: number;
  /** `two`: both ends, half of the error each. `lower` or `upper`: all of the error on that end; the other is 0 or 1. */
  readonly side?: "two" | "lower" | "upper";
}

/**
 * The exact interval for a share, by inverting the binomial test: it covers with at least the stated confidence,
 * whatever the share. Without trials it is all of [0, 1].
 * Throws a RangeError for counts that are no counts, or a confidence outside of (0, 1).
 * Source: Clopper & Pearson 1934, in its beta form (Brown, Cai & DasGupta 2001, §4.2.1).
 */
export function clopperPearson(
  successes: number,
  trials: number,
  { confidence = 0.95, side = "two" }: ClopperPearsonOptions = {},
): ShareInterval {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || successes < 0 || successes > trials) {
    throw new RangeError(`Need whole numbers with 0 ≤ successes ≤ trials, got ${successes} of ${trials}.`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`Need a confidence between 0 and 1, got ${confidence}.`);
  }
  const error = side === "two" ? (1 - confidence) / 2 : 1 - confidence;
  const failures = trials - successes;
  return {
    successes,
    trials,
    estimate: trials === 0 ? null : successes / trials,
    lower: successes === 0 || side === "upper" ? 0 : betaQuantile(error, successes, failures + 1),
    upper: failures === 0 || side === "lower" ? 1 : betaQuantile(1 - error, successes + 1, failures),
  };
}
