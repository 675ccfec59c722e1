import { normalQuantile } from "@/lib/statistics/normal-quantile";

/** One logged draw: a unit that had not been read before, in order of drawing. */
export interface LoggedDraw {
  /** What was found, any unit of measure: 1 for a wrong grade, a reward's error, a value minus its prediction. */
  readonly value: number;
  /**
   * The chance that this very unit was drawn next, given all before: audit chance ÷ unread units, plus the targeted
   * chance where it was also the targeted lane's next. In (0, 1].
   */
  readonly probability: number;
}

export interface InverseProbabilityMean {
  readonly draws: number;
  readonly estimate: number;
  /** 0 once every unit is drawn; null below two draws before that. */
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * The mean over all `population` units of a value that is known for drawn units only, where some units were likelier
 * to be drawn than others. Unbiased for any logged policy that gives every unread unit a chance: step m has its own
 * unbiased estimate a_m = (Σ values before m + value_m ÷ probability_m) ÷ N, and these are averaged with weights
 * c_m = N (N−M) ÷ (M (N−m)(N−m+1)), which sum to 1 and make the last draws of a finite set count most.
 * The normal interval (default 95 %) uses Σ c_m² (a_m − estimate)² · M/(M−1): steps are uncorrelated given the past.
 * It is honest from some 30 audit draws on; with few, read the audit sample's exact interval instead.
 * Throws a RangeError without draws, with more draws than units, or for a probability outside of (0, 1].
 * Source: Farquhar, Gal & Rainforth 2021 (R_LURE, theorem 2); Kossen et al. 2021, "Active testing", §2.
 */
export function inverseProbabilityMean(
  draws: readonly LoggedDraw[],
  population: number,
  confidence = 0.95,
): InverseProbabilityMean {
  const count = draws.length;
  if (!Number.isInteger(population) || count < 1 || count > population) {
    throw new RangeError(`Need 1 … ${population} draws from a whole number of units, got ${count}.`);
  }
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`Need a confidence between 0 and 1, got ${confidence}.`);
  let seen = 0;
  const steps = draws.map(({ value, probability }, index) => {
    if (!(probability > 0 && probability <= 1) || !Number.isFinite(value)) {
      throw new RangeError(`Draw ${index + 1} has value ${value} and probability ${probability}.`);
    }
    const step = (seen + value / probability) / population;
    seen += value;
    const left = population - index - 1;
    return { step, weight: (population * (population - count)) / (count * left * (left + 1)) };
  });
  // With every unit drawn the formula's weights are 0/0; the mean is then simply known.
  if (count === population) {
    const estimate = seen / population;
    return { draws: count, estimate, standardError: 0, lower: estimate, upper: estimate };
  }
  const estimate = steps.reduce((sum, { step, weight }) => sum + weight * step, 0);
  if (count < 2) return { draws: count, estimate, standardError: null, lower: null, upper: null };
  const squares = steps.reduce((sum, { step, weight }) => sum + (weight * (step - estimate)) ** 2, 0);
  const standardError = Math.sqrt((squares * count) / (count - 1));
  const reach = normalQuantile((1 + confidence) / 2) * standardError;
  return { draws: count, estimate, standardError, lower: estimate - reach, upper: estimate + reach };
}
