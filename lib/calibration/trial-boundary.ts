import { logFactorial } from "@/lib/statistics/log-factorial";
import { type EvidenceMixture, mixtureEvidence } from "@/lib/statistics/mixture-e-process";

/**
 * What a trial's labels are worth.
 * - single_reads: each label is one clinician's answer and may be wrong. The test holds for any noise that doesn't
 *   favour a side: labels are taken as tosses.
 * - settled: each label is final (read twice, or by readers whose noise is known to be below .008), and on every
 *   disagreement exactly one side is right. The test then uses that the set of disagreements is finite: it needs fewer
 *   labels, and once all are labelled it is exact. With noisy labels it promotes far too often: never use it there.
 */
export type TrialLabels = "single_reads" | "settled";

export interface TrialPlan {
  /** Units on which candidate and current disagree. */
  readonly disagreements: number;
  readonly labels: TrialLabels;
  /** Chance of promoting a candidate that is no better, over all looks. Default .05. */
  readonly alpha?: number;
  /** The trial ends after so many labels at the latest; fixed beforehand. Default 60. */
  readonly maxLabels?: number;
  /** Which gains single reads look for; settled labels take all alike. Default small_gains. */
  readonly mixture?: EvidenceMixture;
}

export interface TrialBoundary {
  readonly labels: TrialLabels;
  /** The evidence at which the candidate wins, as ln E. */
  readonly logThreshold: number;
  /** `minWins[t]`: wins in t labels from which the candidate wins; t + 1 where no number is enough. */
  readonly minWins: Uint32Array;
  /** P(the candidate ever wins) where it is right on half of the disagreements: at most alpha. */
  readonly harm: number;
  /** Labels after which the trial ends. */
  readonly maxLabels: number;
}

const DEFAULT_ALPHA = 0.05;
/** CALIBRATION.md §5: an hour of one clinician; beyond it a difference is too small to matter. */
const DEFAULT_MAX_LABELS = 60;
/** Of a large set only so many better candidates are averaged over, evenly spaced: any such average is a fair bet. */
const MOST_ALTERNATIVES = 200;

/**
 * Where a trial ends, for every number of labels. The evidence for S wins in t labels is a likelihood ratio, averaged
 * over all candidates that are better, against the one that is right on half:
 * - single_reads: {@link mixtureEvidence}
 * - settled: labels are drawn without replacement from N disagreements of which the candidate is right on W;
 *   E = mean over W > N/2 of [W]ₛ [N−W]ₜ₋ₛ ÷ the same at W = ⌊N/2⌋, with [x]ₖ = x (x−1) … (x−k+1).
 * The threshold is the smallest at which the chance of ever reaching it under the null is at most alpha, found by
 * dynamic programming over all paths: for single reads, 60 labels and the uniform mixture it is 10.88, for small gains
 * 8.4 (Ville's 20 would hold at any length and waste half of alpha here).
 * A candidate that is right on fewer than half reaches it more seldom still: the ratios grow with the wins.
 * O(maxLabels² · 200), 5 to 50 ms. Throws a RangeError for a plan without disagreements or of no labels.
 * Source: CALIBRATION.md §5; Waudby-Smith & Ramdas 2020, "Confidence sequences for sampling without replacement".
 */
export function trialBoundary({
  disagreements,
  labels,
  alpha = DEFAULT_ALPHA,
  maxLabels = DEFAULT_MAX_LABELS,
  mixture = "small_gains",
}: TrialPlan): TrialBoundary {
  if (!Number.isInteger(disagreements) || disagreements < 1) {
    throw new RangeError(`A trial needs units on which the two disagree, got ${disagreements}.`);
  }
  if (!Number.isInteger(maxLabels) || maxLabels < 1)
    throw new RangeError(`A trial of ${maxLabels} labels shows nothing.`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`Need an alpha between 0 and 1, got ${alpha}.`);
  // Tosses know no end of the set: their threshold is that of the full cap, whatever the number of disagreements.
  const length = labels === "settled" ? Math.min(maxLabels, disagreements) : maxLabels;
  const evidence = labels === "settled" ? finiteEvidence(disagreements, length) : tossEvidence(length, mixture);
  const winChance =
    labels === "settled"
      ? (wins: number, drawn: number) => (Math.floor(disagreements / 2) - wins) / (disagreements - drawn)
      : () => 0.5;

  // Evidence of 1 or less is none, whatever alpha allows.
  const levels = [...new Set(evidence.flatMap((row) => [...row]))].filter((log) => log > 0).sort((a, b) => a - b);
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (chanceToReach(winsNeeded(evidence, levels[middle] ?? Number.POSITIVE_INFINITY), winChance) <= alpha)
      high = middle;
    else low = middle + 1;
  }
  const logThreshold = levels[low] ?? Number.POSITIVE_INFINITY;
  const minWins = winsNeeded(evidence, logThreshold);
  return {
    labels,
    logThreshold,
    minWins,
    harm: chanceToReach(minWins, winChance),
    maxLabels: Math.min(maxLabels, disagreements),
  };
}

/** ln E by labels (row) and wins. */
function tossEvidence(length: number, mixture: EvidenceMixture): Float64Array[] {
  return Array.from({ length: length + 1 }, (_, t) =>
    Float64Array.from({ length: t + 1 }, (_w, s) => mixtureEvidence(s, t, mixture)),
  );
}

function finiteEvidence(disagreements: number, length: number): Float64Array[] {
  const half = Math.floor(disagreements / 2);
  const count = Math.min(disagreements - half, MOST_ALTERNATIVES);
  const better = Array.from({ length: count }, (_, index) =>
    Math.round(half + ((index + 1) * (disagreements - half)) / count),
  );
  const logSequence = (right: number, wins: number, losses: number) =>
    wins > right || losses > disagreements - right
      ? Number.NEGATIVE_INFINITY
      : logFactorial(right) -
        logFactorial(right - wins) +
        logFactorial(disagreements - right) -
        logFactorial(disagreements - right - losses);
  return Array.from({ length: length + 1 }, (_, t) =>
    Float64Array.from({ length: t + 1 }, (_w, wins) => {
      const losses = t - wins;
      const under = logSequence(half, wins, losses);
      // More wins than the null has: it is refuted, not only unlikely. More losses than it has: so is the alternative.
      if (wins > half) return Number.POSITIVE_INFINITY;
      if (under === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (const right of better) sum += Math.exp(logSequence(right, wins, losses) - under);
      return Math.log(sum / better.length);
    }),
  );
}

function winsNeeded(evidence: readonly Float64Array[], logThreshold: number): Uint32Array {
  return Uint32Array.from(evidence, (row) => {
    const wins = row.findIndex((value) => value >= logThreshold);
    return wins === -1 ? row.length : wins;
  });
}

/** P(wins ever reach their boundary), by the chance of the next win after `wins` of `drawn` labels. */
function chanceToReach(minWins: Uint32Array, winChance: (wins: number, drawn: number) => number): number {
  let reached = 0;
  let open = Float64Array.of(1);
  for (let t = 0; t + 1 < minWins.length; t += 1) {
    const next = new Float64Array(t + 2);
    for (let wins = 0; wins <= t; wins += 1) {
      const mass = open[wins] ?? 0;
      if (mass === 0) continue;
      const chance = Math.min(1, Math.max(0, winChance(wins, t)));
      next[wins + 1] = (next[wins + 1] ?? 0) + mass * chance;
      next[wins] = (next[wins] ?? 0) + mass * (1 - chance);
    }
    for (let wins = minWins[t + 1] ?? next.length; wins < next.length; wins += 1) {
      reached += next[wins] ?? 0;
      next[wins] = 0;
    }
    open = next;
  }
  return reached;
}
