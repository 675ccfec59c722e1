import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";

/**
 * The t that a Student t variable exceeds in absolute value with probability `error` (both tails together).
 * T²/(ν + T²) is Beta(1/2, ν/2), so the beta quantile y gives t = √(ν y / (1 − y)).
 * Throws a RangeError unless 0 < error < 1 and there is at least one degree of freedom.
 * Source: Abramowitz & Stegun 26.5.27 and 26.7.1.
 */
export function studentTQuantile(error: number, degreesOfFreedom: number): number {
  if (!(error > 0 && error < 1) || !(degreesOfFreedom >= 1)) {
    throw new RangeError(`Need 0 < error < 1 and at least 1 degree of freedom, got ${error} and ${degreesOfFreedom}.`);
  }
  const y = betaQuantile(1 - error, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * y) / (1 - y));
}
