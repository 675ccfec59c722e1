import { logChoose } from "@/lib/statistics/log-factorial";

/**
 * P(X ≤ k) for X ~ Bin(n, p), summed term by term from the small end, so that small tails keep their digits. O(n).
 * k may be any whole number: below 0 the answer is 0, from n on it is 1. For P(X ≥ k) ask for n − k with 1 − p.
 * Throws a RangeError unless n is a whole number from 0 and 0 ≤ p ≤ 1.
 */
export function binomialTail(k: number, n: number, p: number): number {
  if (!Number.isInteger(n) || n < 0 || !Number.isInteger(k))
    throw new RangeError(`Need whole counts, got ${k} of ${n}.`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`Need a probability of 0 … 1, got ${p}.`);
  if (k < 0) return 0;
  if (k >= n || p === 0) return 1;
  if (p === 1) return 0;
  const logOdds = Math.log(p) - Math.log1p(-p);
  const logNone = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= k; i += 1) sum += Math.exp(logChoose(n, i) + i * logOdds + logNone);
  return Math.min(1, sum);
}
