import { logChoose } from "@/lib/statistics/log-factorial";

/**
 * ln E(S, t): evidence of S wins in t fair-or-worse tosses that wins are more likely than not. E is the likelihood
 * averaged over a uniform θ on (½, 1), over the likelihood at θ = ½:
 *   E(S, t) = 2^(t+1) · B(S+1, t−S+1) · (1 − I_½(S+1, t−S+1)) = Σ_{i ≤ S} C(t+1, i) ÷ ((t+1) · C(t, S)).
 * While θ ≤ ½ its mean never exceeds 1, so P(E ever reaches 1/α) ≤ α: it may be looked at after every label.
 * O(S). Throws a RangeError unless 0 ≤ wins ≤ tosses are whole numbers.
 * Source: CALIBRATION.md §5; Ville 1939; Robbins 1970 (method of mixtures).
 */
export function mixtureEvidence(wins: number, tosses: number): number {
  if (!Number.isInteger(wins) || !Number.isInteger(tosses) || wins < 0 || wins > tosses) {
    throw new RangeError(`Need whole numbers with 0 ≤ wins ≤ tosses, got ${wins} of ${tosses}.`);
  }
  // Each term relative to the largest, so that thousands of tosses don't overflow.
  const peak = logChoose(tosses + 1, Math.min(wins, Math.floor((tosses + 1) / 2)));
  let sum = 0;
  for (let i = 0; i <= wins; i += 1) sum += Math.exp(logChoose(tosses + 1, i) - peak);
  return peak + Math.log(sum) - Math.log(tosses + 1) - logChoose(tosses, wins);
}
