/** The middle value, or the mean of the two middle ones; null without values. Throws a RangeError for a NaN. */
export function median(values: Iterable<number>): number | null {
  const sorted = Float64Array.from(values).sort();
  // NaN sorts last.
  if (Number.isNaN(sorted.at(-1))) throw new RangeError("Need numbers for a median.");
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (lower === undefined || upper === undefined) return null;
  // Halved before adding, so that huge values don't overflow.
  return lower === upper ? lower : lower / 2 + upper / 2;
}
