/** 0! … 20! are exact in double precision. */
const EXACT = 20;
const SMALL = Array.from({ length: EXACT + 1 }, (_, n) => {
  let product = 1;
  for (let factor = 2; factor <= n; factor += 1) product *= factor;
  return Math.log(product);
});
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * ln n! for a whole n ≥ 0, to about 15 digits. Throws a RangeError for anything else.
 * Source: Stirling's series, Abramowitz & Stegun 6.1.41; beyond n = 20 its fifth term is below 1e-16.
 */
export function logFactorial(n: number): number {
  const small = SMALL[n];
  if (small !== undefined) return small;
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`Need a whole number from 0, got ${n}.`);
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (n + 0.5) * Math.log(n) - n + HALF_LOG_TWO_PI + series;
}

/** ln of the number of ways to choose k of n; −∞ where there is none (k < 0 or k > n). */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
