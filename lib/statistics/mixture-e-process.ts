import { logChoose } from "@/lib/statistics/log-factorial";

/**
 * Which rates of winning θ the evidence is averaged over, on (½, 1).
 * - uniform: all alike
 * - small_gains: density ∝ 1/(θ − .45): near ½ a step matters more than near 1. Against uniform it finds θ = .65 in 60
 *   tosses with .60 instead of .55, and is as quick where nearly all are won.
 */
export type EvidenceMixture = "uniform" | "small_gains";

/** Midpoints of (½, 1): ln 2θ, ln 2(1 − θ), and weights that sum to 1. */
const POINTS = 200;
const RATES = Float64Array.from({ length: POINTS }, (_, point) => 0.5 + (point + 0.5) / (2 * POINTS));
const LOG_WIN = RATES.map((rate) => Math.log(2 * rate));
const LOG_LOSS = RATES.map((rate) => Math.log(2 * (1 - rate)));
const DENSITY = RATES.map((rate) => 1 / (rate - 0.45));
const DENSITY_SUM = DENSITY.reduce((sum, density) => sum + density, 0);

/**
 * ln E(S, t): evidence of S wins in t tosses that wins are likelier than losses. E is the likelihood averaged over the
 * mixture, over the likelihood at θ = ½. While θ ≤ ½ its mean never exceeds 1, so P(E ever reaches 1/α) ≤ α: it may be
 * looked at after every toss. For the uniform mixture
 *   E(S, t) = 2^(t+1) · B(S+1, t−S+1) · (1 − I_½(S+1, t−S+1)) = Σ_{i ≤ S} C(t+1, i) ÷ ((t+1) · C(t, S)).
 * O(S), or 200 points. Throws a RangeError unless 0 ≤ wins ≤ tosses are whole numbers.
 * Source: CALIBRATION.md §5; Ville 1939; Robbins 1970 (method of mixtures).
 */
export function mixtureEvidence(wins: number, tosses: number, mixture: EvidenceMixture = "uniform"): number {
  if (!Number.isInteger(wins) || !Number.isInteger(tosses) || wins < 0 || wins > tosses) {
    throw new RangeError(`Need whole numbers with 0 ≤ wins ≤ tosses, got ${wins} of ${tosses}.`);
  }
  return mixture === "uniform" ? uniformEvidence(wins, tosses) : smallGainEvidence(wins, tosses - wins);
}

function uniformEvidence(wins: number, tosses: number): number {
  // Each term relative to the largest, so that thousands of tosses don't overflow.
  const peak = logChoose(tosses + 1, Math.min(wins, Math.floor((tosses + 1) / 2)));
  let sum = 0;
  for (let i = 0; i <= wins; i += 1) sum += Math.exp(logChoose(tosses + 1, i) - peak);
  return peak + Math.log(sum) - Math.log(tosses + 1) - logChoose(tosses, wins);
}

function smallGainEvidence(wins: number, losses: number): number {
  const terms = new Float64Array(POINTS);
  let peak = Number.NEGATIVE_INFINITY;
  for (let point = 0; point < POINTS; point += 1) {
    const term = wins * (LOG_WIN[point] ?? 0) + losses * (LOG_LOSS[point] ?? 0);
    terms[point] = term;
    if (term > peak) peak = term;
  }
  let sum = 0;
  for (let point = 0; point < POINTS; point += 1) sum += (DENSITY[point] ?? 0) * Math.exp((terms[point] ?? 0) - peak);
  return peak + Math.log(sum / DENSITY_SUM);
}
