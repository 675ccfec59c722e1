/** What one cluster of a sample adds to the two totals of a ratio. */
export interface ClusterTotals {
  readonly numerator: number;
  readonly denominator: number;
}

export interface RatioEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

const Z_95 = 1.959963984540054;

/**
 * A ratio of two totals (a mean over rows, a share of rows) from clusters drawn without replacement out of `population`
 * of them, with a 95 % interval: rows of one dialogue are alike, so it is the dialogues that are counted. Exact, with an
 * interval of no width, where all of them were looked at. Null where the denominators sum to 0.
 * Source: the ratio estimator and its linearised variance, Cochran 1977, eq. 6.10 and 6.13.
 * @throws RangeError where more clusters are given than there are
 */
export function clusterRatio(clusters: readonly ClusterTotals[], population: number): RatioEstimate | null {
  const count = clusters.length;
  if (count > population) throw new RangeError(`${count} clusters can't come from ${population}.`);
  const total = clusters.reduce((sum, { denominator }) => sum + denominator, 0);
  if (total === 0) return null;
  const estimate = clusters.reduce((sum, { numerator }) => sum + numerator, 0) / total;
  if (count === population) return { estimate, lower: estimate, upper: estimate };
  // From one cluster nothing is known of how they differ.
  if (count === 1) return { estimate, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  const squares = clusters.reduce(
    (sum, { numerator, denominator }) => sum + (numerator - estimate * denominator) ** 2,
    0,
  );
  const variance = ((1 - count / population) * count * squares) / ((count - 1) * total * total);
  const half = Z_95 * Math.sqrt(variance);
  return { estimate, lower: estimate - half, upper: estimate + half };
}
