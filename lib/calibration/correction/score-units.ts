import type { EncodedUnits, FeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { type LogisticFit, predictLogits } from "@/lib/statistics/laplace-logistic";

/** One entry a unit. */
export interface UnitScores {
  /** Log odds that the grader is wrong, averaged over the weights' uncertainty. */
  readonly logOdds: Float64Array;
  /** Variance of the logit; 0 before the first fit. */
  readonly variances: Float64Array;
}

/**
 * What the model holds of units that nobody has read: of all of them, or of a part at a time in a large project.
 * `fit` is null before the first verdict, when the prior's means speak alone. O(units · columns²/2).
 */
export function scoreUnits(recipe: FeatureRecipe, encoded: EncodedUnits, fit: LogisticFit | null): UnitScores {
  if (fit === null)
    return { logOdds: priorLogits(recipe, encoded), variances: new Float64Array(encoded.groups.length) };
  const { means, variances } = predictLogits(fit, encoded.rows, encoded.groups);
  for (let unit = 0; unit < means.length; unit += 1) {
    means[unit] = moderateLogit(means[unit] ?? 0, variances[unit] ?? 0);
  }
  return { logOdds: means, variances };
}

/** μ/√(1 + πv/8): nearly the logit of the mean probability of a normal logit (MacKay 1992). */
export function moderateLogit(mean: number, variance: number): number {
  return mean / Math.sqrt(1 + (Math.PI * variance) / 8);
}

function priorLogits({ columns, prior }: FeatureRecipe, { rows, groups }: EncodedUnits): Float64Array {
  return Float64Array.from(groups, (_, unit) => {
    let sum = 0;
    for (let k = 0; k < columns; k += 1) sum += (rows[unit * columns + k] ?? 0) * (prior.means[k] ?? 0);
    return sum;
  });
}
