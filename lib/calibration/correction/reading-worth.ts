import type { ReaderNoise } from "@/lib/calibration/correction/reader-noise";
import { readingValue } from "@/lib/calibration/correction/reading-value";
import { wrongChance } from "@/lib/calibration/correction/wrong-chance";

export interface UnitToAppraise {
  /** Log odds that the grader is wrong, without the unit's own verdicts. */
  readonly logOdds: number;
  /** Variance of the logit. */
  readonly variance: number;
  readonly reads: number;
  readonly flags: number;
  readonly noise: ReaderNoise;
}

/** After so many readers a unit goes to adjudication, or is ambiguous. */
export const MOST_READS = 3;

/** An unread unit is taken to be this many standard deviations less settled than the model holds. */
const OPTIMISM = 0.2;

/**
 * What the next read of a unit is worth where every error costs the same: the caller multiplies by the impact. 0 … ½.
 * An unread unit competes with a mild optimism for what the model isn't sure of; a read one with its posterior, so
 * that a lone surprising flag comes to the head of the queue. Source: CALIBRATION.md §3.
 */
export function readingWorth({ logOdds, variance, reads, flags, noise }: UnitToAppraise): number {
  if (reads > 0) return readingValue(wrongChance(logOdds, reads, flags, noise), noise.mean, MOST_READS - reads);
  const doubted = Math.sign(logOdds) * Math.max(Math.abs(logOdds) - OPTIMISM * Math.sqrt(variance), 0);
  return readingValue(1 / (1 + Math.exp(-doubted)), noise.mean, MOST_READS);
}
