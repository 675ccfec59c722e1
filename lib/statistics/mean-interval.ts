import { studentTQuantile } from "@/lib/statistics/student-t-quantile";

/** A mean with its interval, or neither: a point is never given alone. Unrounded. */
export type MeanInterval =
  | { readonly count: number; readonly estimate: number; readonly lower: number; readonly upper: number }
  | { readonly count: number; readonly estimate: null; readonly lower: null; readonly upper: null };

/**
 * The mean of a sample with its Student t interval; nulls below two values, where no spread can be seen.
 * Exact for normal values, good for large samples of any others. Values that are all equal give an interval without
 * width: the sample shows no spread, which is not the same as certainty.
 * Throws a RangeError for values that are not finite, or a confidence outside of (0, 1).
 * Source: Student 1908.
 */
export function meanInterval(values: readonly number[], confidence = 0.95): MeanInterval {
  if (!values.every(Number.isFinite)) throw new RangeError("Need finite values for a mean.");
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`Need a confidence between 0 and 1, got ${confidence}.`);
  }
  const count = values.length;
  if (count < 2) return { count, estimate: null, lower: null, upper: null };
  // The first value is taken off before summing: large values with a small spread keep their digits.
  const origin = values[0] ?? 0;
  const shiftedMean = values.reduce((sum, value) => sum + (value - origin), 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - origin - shiftedMean) ** 2, 0);
  const standardError = Math.sqrt(squares / (count - 1) / count);
  const reach = standardError === 0 ? 0 : studentTQuantile(1 - confidence, count - 1) * standardError;
  const estimate = origin + shiftedMean;
  return { count, estimate, lower: estimate - reach, upper: estimate + reach };
}
