/** Turns a signal of any range into ranks with mean 0 and variance 1, and other values on the same scale. */
export interface RankScale {
  readonly sorted: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

/** From the known values of a signal; null where they are all the same, for then it tells nothing. O(n log n). */
export function learnRankScale(values: readonly number[]): RankScale | null {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  if (count === 0 || sorted[0] === sorted[count - 1]) return null;
  let sum = 0;
  let squares = 0;
  let start = 0;
  while (start < count) {
    let end = start;
    while (end < count && sorted[end] === sorted[start]) end += 1;
    const rank = (start + end) / 2 / count;
    sum += rank * (end - start);
    squares += rank * rank * (end - start);
    start = end;
  }
  const mean = sum / count;
  return { sorted, mean, deviation: Math.sqrt(squares / count - mean * mean) };
}

/** Mid-rank of a value among the sorted ones ÷ their number, standardised; 0 for a value that isn't known. O(log n). */
export function rankOf({ sorted, mean, deviation }: RankScale, value: number | null | undefined): number {
  if (value === null || value === undefined || Number.isNaN(value)) return 0;
  const rank = (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2 / sorted.length;
  return (rank - mean) / deviation;
}

function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] ?? 0;
    if (at < value || (orEqual && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
