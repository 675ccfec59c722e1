import type { FeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { learnReaderNoise, type ReaderNoise } from "@/lib/calibration/correction/reader-noise";
import { verdictLogOdds, wrongChance } from "@/lib/calibration/correction/wrong-chance";
import { fitLaplaceLogistic, type LogisticFit, predictLogits } from "@/lib/statistics/laplace-logistic";

/** The units of a project as the model sees them. */
export interface CorrectionUnits {
  readonly recipe: FeatureRecipe;
  /** count×columns, row-major, by the recipe. */
  readonly rows: Float64Array;
  /** Trajectory of each unit, from 0; −1: its own. */
  readonly groups: Int32Array;
}

/** The standing verdicts of a read unit. */
export interface ReadTally {
  /** Index of the unit. */
  readonly unit: number;
  readonly reads: number;
  readonly flags: number;
}

/** What the model holds now. Arrays have one entry a unit. */
export interface CorrectionState {
  readonly fit: LogisticFit | null;
  /** Log odds that the grader is wrong, averaged over the weights' uncertainty; for read units without their own verdicts. */
  readonly logOdds: Float64Array;
  /** Mean and variance of that logit (leave-one-out for read units). */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly noise: ReaderNoise;
  /** Whether unread units that the model holds to be wrong are turned. */
  readonly turns: boolean;
}

/** A verdict can't tell more than this about one unit (p = .995): the model is not that sure of itself. */
const MOST_LOG_ODDS = 5.3;
const MOST_LEVERAGE = 0.95;
/** The gate shuts when at least so many predicted errors were read … */
const LEAST_GATE_READS = 3;

/** The state before the first verdict: the prior's means alone. */
export function startCorrection(units: CorrectionUnits): CorrectionState {
  const { rows, groups, recipe } = units;
  const count = groups.length;
  const means = new Float64Array(count);
  for (let unit = 0; unit < count; unit += 1) {
    let sum = 0;
    for (let k = 0; k < recipe.columns; k += 1) {
      sum += (rows[unit * recipe.columns + k] ?? 0) * (recipe.prior.means[k] ?? 0);
    }
    means[unit] = sum;
  }
  return {
    fit: null,
    logOdds: means.slice(),
    means,
    variances: new Float64Array(count),
    noise: learnReaderNoise([]),
    turns: true,
  };
}

/**
 * Fits the correction model to the verdicts so far, from the state before: soft targets by what is believed of the
 * readers' noise, one Laplace fit with learned scales, leave-one-out log odds for read units, the noise again, the gate.
 * `tallies`: read units in the order of their first read, each once. O(reads · columns²) + O(units · columns²/2).
 * Source: CALIBRATION.md §2 and §4.
 */
export function refitCorrection(
  units: CorrectionUnits,
  tallies: readonly ReadTally[],
  before: CorrectionState,
): CorrectionState {
  if (tallies.length === 0) return before;
  const { columns, prior } = units.recipe;
  const rows = new Float64Array(tallies.length * columns);
  const groups = new Int32Array(tallies.length);
  const targets = new Float64Array(tallies.length);
  tallies.forEach((tally, at) => {
    rows.set(units.rows.subarray(tally.unit * columns, (tally.unit + 1) * columns), at * columns);
    groups[at] = units.groups[tally.unit] ?? -1;
    targets[at] = softTarget(tally, before);
  });
  const fit = fitLaplaceLogistic({ rows, targets, groups }, prior, before.fit);
  const { means, variances } = predictLogits(fit, units.rows, units.groups);
  tallies.forEach(({ unit }, at) => {
    leaveOut(unit, targets[at] ?? 0, means, variances);
  });
  const logOdds = means.map((mean, unit) => moderate(mean, variances[unit] ?? 0));
  for (const { unit } of tallies) {
    logOdds[unit] = Math.min(MOST_LOG_ODDS, Math.max(-MOST_LOG_ODDS, logOdds[unit] ?? 0));
  }
  const noise = learnReaderNoise(
    tallies.map(({ unit, reads, flags }) => ({ logOdds: logOdds[unit] ?? 0, reads, flags })),
  );
  return { fit, logOdds, means, variances, noise, turns: mayTurn(tallies, means, logOdds, noise) };
}

/** μ/√(1 + πv/8): the logit of the mean probability, nearly (MacKay 1992). */
export function moderate(mean: number, variance: number): number {
  return mean / Math.sqrt(1 + (Math.PI * variance) / 8);
}

function softTarget({ unit, reads, flags }: ReadTally, before: CorrectionState): number {
  if (before.fit === null) return flags / reads;
  const logOdds = before.logOdds[unit] ?? 0;
  return 1 / (1 + Math.exp(-logOdds - verdictLogOdds(reads, flags, before.noise.low)));
}

/** Takes a unit's own target out of its logit, by one Newton step back. */
function leaveOut(unit: number, target: number, means: Float64Array, variances: Float64Array): void {
  const mean = means[unit] ?? 0;
  const variance = variances[unit] ?? 0;
  const p = 1 / (1 + Math.exp(-mean));
  const leverage = Math.min((p * (1 - p) + 1e-6) * variance, MOST_LEVERAGE);
  means[unit] = mean - (variance * (target - p)) / (1 - leverage);
  variances[unit] = variance / (1 - leverage);
}

/** … and fewer than half of them were wrong. */
function mayTurn(
  tallies: readonly ReadTally[],
  means: Float64Array,
  logOdds: Float64Array,
  noise: ReaderNoise,
): boolean {
  const predicted = tallies.filter(({ unit }) => (means[unit] ?? 0) > 0);
  const wrong = predicted.filter(
    ({ unit, reads, flags }) => wrongChance(logOdds[unit] ?? 0, reads, flags, noise) > 0.5,
  );
  return predicted.length < LEAST_GATE_READS || wrong.length * 2 >= predicted.length;
}
