import type { EncodedUnits, FeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { learnReaderNoise, type ReaderNoise } from "@/lib/calibration/correction/reader-noise";
import { moderateLogit } from "@/lib/calibration/correction/score-units";
import { verdictLogOdds, wrongChance } from "@/lib/calibration/correction/wrong-chance";
import { fitLaplaceLogistic, type LogisticFit, predictLogits } from "@/lib/statistics/laplace-logistic";

/** The standing verdicts of a read unit, and what was believed of it without them. */
export interface ReadUnit {
  /** 1 … 3. */
  readonly reads: number;
  readonly flags: number;
  /** Log odds that the grader is wrong, from the last fit that knew none of the unit's own verdicts' weight. */
  readonly logOdds: number;
}

export interface CorrectionModel {
  readonly fit: LogisticFit;
  readonly noise: ReaderNoise;
  /** Whether unread units that the model holds to be wrong are turned: shut off where reads have shown it to be mistaken. */
  readonly turns: boolean;
  /** One a read unit, in the order given: log odds that the grader is wrong from everything but its own verdicts. */
  readonly readLogOdds: Float64Array;
}

/** The model is never surer of one read unit than this (p = .995), so that two verdicts always outweigh it. */
const MOST_LOG_ODDS = 5.3;
const MOST_LEVERAGE = 0.95;
const LEAST_GATE_READS = 3;

/**
 * Fits the correction model to the verdicts so far: soft targets by what is believed of the readers' noise, one Laplace
 * fit with learned scales from the last one, leave-one-out log odds of the read units, the noise again, and the gate.
 * `encoded`: the read units' rows, in the order of their first read; `reads`: their verdicts, in the same order.
 * O(reads · columns²), whatever the size of the project. Throws a RangeError without reads.
 * Source: CALIBRATION.md §2 and §4.
 */
export function fitCorrection(
  recipe: FeatureRecipe,
  encoded: EncodedUnits,
  reads: readonly ReadUnit[],
  before: CorrectionModel | null,
): CorrectionModel {
  if (reads.length === 0) throw new RangeError("There is nothing to learn before the first verdict.");
  const targets = Float64Array.from(reads, (read) => softTarget(read, before));
  const fit = fitLaplaceLogistic({ ...encoded, targets }, recipe.prior, before?.fit ?? null);
  const { means, variances } = predictLogits(fit, encoded.rows, encoded.groups);
  const readLogOdds = new Float64Array(reads.length);
  let predicted = 0;
  targets.forEach((target, at) => {
    const left = leaveOut(target, means[at] ?? 0, variances[at] ?? 0);
    if (left.mean > 0) predicted += 1;
    means[at] = left.mean;
    const logOdds = moderateLogit(left.mean, left.variance);
    readLogOdds[at] = Math.min(MOST_LOG_ODDS, Math.max(-MOST_LOG_ODDS, logOdds));
  });
  const noise = learnReaderNoise(reads.map((read, at) => ({ ...read, logOdds: readLogOdds[at] ?? 0 })));
  const confirmed = reads.filter(
    (read, at) => (means[at] ?? 0) > 0 && wrongChance(readLogOdds[at] ?? 0, read.reads, read.flags, noise) > 0.5,
  ).length;
  return { fit, noise, turns: predicted < LEAST_GATE_READS || confirmed * 2 >= predicted, readLogOdds };
}

/** The chance that the grader is wrong, as far as it was known before this fit; at first the verdicts themselves. */
function softTarget({ reads, flags, logOdds }: ReadUnit, before: CorrectionModel | null): number {
  if (before === null) return flags / reads;
  return 1 / (1 + Math.exp(-logOdds - verdictLogOdds(reads, flags, before.noise.low)));
}

/** Takes a unit's own target out of its logit, by one Newton step back. */
function leaveOut(
  target: number,
  mean: number,
  variance: number,
): { readonly mean: number; readonly variance: number } {
  const p = 1 / (1 + Math.exp(-mean));
  const leverage = Math.min((p * (1 - p) + 1e-6) * variance, MOST_LEVERAGE);
  return { mean: mean - (variance * (target - p)) / (1 - leverage), variance: variance / (1 - leverage) };
}
