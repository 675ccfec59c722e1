import { logChoose } from "@/lib/statistics/log-factorial";

export interface CountBound {
  /** Bounds for the number of marked units in the whole population; the known ones are counted. */
  readonly lower: number;
  readonly upper: number;
}

export interface HypergeometricOptions {
  /** Coverage, between 0 and 1. Default .95. */
  readonly confidence?: number;
  /** `two`: half of the error at each end. `lower` or `upper`: all of it on that end; the other is what the counts force. */
  readonly side?: "two" | "lower" | "upper";
}

/**
 * Exact bounds for how many of `population` units are marked, from `marked` in a random `sample` without replacement.
 * Inverts the hypergeometric tail: `upper` is the largest count M with P(X ≤ marked | M) > error, `lower` the smallest
 * with P(X ≥ marked | M) > error. Sharper than Clopper–Pearson where the sample is a good part of the population.
 * O(sample · log population). Throws a RangeError for counts that are no counts, or a confidence outside of (0, 1).
 * Source: Buonaccorsi 1987, The American Statistician 41; Konijn 1973.
 */
export function hypergeometricBound(
  population: number,
  sample: number,
  marked: number,
  { confidence = 0.95, side = "two" }: HypergeometricOptions = {},
): CountBound {
  for (const count of [population, sample, marked]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`Need whole counts from 0, got ${count}.`);
  }
  if (marked > sample || sample > population) {
    throw new RangeError(`Need marked ≤ sample ≤ population, got ${marked}, ${sample} and ${population}.`);
  }
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`Need a confidence between 0 and 1, got ${confidence}.`);
  const error = side === "two" ? (1 - confidence) / 2 : 1 - confidence;
  const least = marked;
  const most = population - (sample - marked);
  return {
    lower: side === "upper" ? least : population - largestCount(population, sample, sample - marked, error),
    upper: side === "lower" ? most : largestCount(population, sample, marked, error),
  };
}

/** The largest M for which seeing `marked` or fewer has more than this chance; the tail falls with M. */
function largestCount(population: number, sample: number, marked: number, error: number): number {
  let possible = marked;
  let excluded = population - (sample - marked) + 1;
  while (excluded - possible > 1) {
    const middle = Math.floor((possible + excluded) / 2);
    if (hypergeometricTail(marked, population, middle, sample) > error) possible = middle;
    else excluded = middle;
  }
  return possible;
}

/**
 * P(X ≤ k), where X counts the marked among `sample` units drawn without replacement from `population` units of which
 * `marked` are. O(k). Counts are taken to be in range.
 */
export function hypergeometricTail(k: number, population: number, marked: number, sample: number): number {
  const logAll = logChoose(population, sample);
  let sum = 0;
  for (let i = Math.max(0, sample - (population - marked)); i <= k; i += 1) {
    sum += Math.exp(logChoose(marked, i) + logChoose(population - marked, sample - i) - logAll);
  }
  return Math.min(1, sum);
}
