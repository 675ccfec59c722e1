import { normalQuantile } from "@/lib/statistics/normal-quantile";

export interface PredictionPoweredInput {
  /** Clinicians' values of the audited units, n ≥ 2, any unit of measure. */
  readonly labels: ArrayLike<number>;
  /** The machine's values of the same units, aligned. */
  readonly predictions: ArrayLike<number>;
  /** The machine's values of the units nobody audited, N ≥ 1. */
  readonly unlabelledPredictions: ArrayLike<number>;
}

export interface PredictionPoweredMean {
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  /** How far the machine is trusted, 0 (not at all: the plain mean) … 1. */
  readonly lambda: number;
  /** Variance of the plain mean over variance of this one: 1.5 means as good as half as many audits again. ≥ about 1. */
  readonly effectiveSampleGain: number;
}

/**
 * The mean of a value over all units, from a few audited ones and the machine's value of every one. Whatever the
 * machine's quality, the estimate is unbiased in large samples; `lambda` is chosen to make it narrow:
 *   θ = mean(Y) + λ (mean(f_unlabelled) − mean(f)),  λ = Cov(Y, f) ÷ ((1 + n/N) Var(f)), held to 0 … 1.
 * Normal interval (default 95 %). Not for certificates: at error rates of a few per cent it covers too seldom (.89 of
 * 95 % was seen), and with all labels equal it has no width.
 * Throws a RangeError for fewer than 2 labels, none unlabelled, lengths that differ or values that aren't finite.
 * Source: Angelopoulos, Duchi & Zrnic 2023, "PPI++" (arXiv 2311.01453), §§ 2, 6 and example 6.1.
 */
export function predictionPoweredMean(
  { labels, predictions, unlabelledPredictions }: PredictionPoweredInput,
  confidence = 0.95,
): PredictionPoweredMean {
  const n = labels.length;
  const rest = unlabelledPredictions.length;
  if (n < 2 || rest < 1 || predictions.length !== n) {
    throw new RangeError(
      `Need 2 or more labels with a prediction each and 1 or more unlabelled, got ${n}, ${predictions.length}, ${rest}.`,
    );
  }
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`Need a confidence between 0 and 1, got ${confidence}.`);
  const label = moments(labels);
  const own = moments(predictions);
  const other = moments(unlabelledPredictions);
  let covariance = 0;
  for (let i = 0; i < n; i += 1) {
    covariance += ((labels[i] ?? 0) - label.mean) * ((predictions[i] ?? 0) - own.mean);
  }
  covariance /= n;
  const pooledMean = (n * own.mean + rest * other.mean) / (n + rest);
  const pooledVariance =
    (n * (own.variance + (own.mean - pooledMean) ** 2) + rest * (other.variance + (other.mean - pooledMean) ** 2)) /
    (n + rest);
  const free = pooledVariance === 0 ? 0 : covariance / ((1 + n / rest) * pooledVariance);
  const lambda = Math.min(1, Math.max(0, free));
  const estimate = label.mean + lambda * (other.mean - own.mean);
  const residual = label.variance - 2 * lambda * covariance + lambda ** 2 * own.variance;
  const variance = Math.max(0, residual) / n + (lambda ** 2 * other.variance) / rest;
  const standardError = Math.sqrt(variance);
  const reach = normalQuantile((1 + confidence) / 2) * standardError;
  return {
    estimate,
    standardError,
    lower: estimate - reach,
    upper: estimate + reach,
    lambda,
    effectiveSampleGain: variance === 0 ? 1 : label.variance / n / variance,
  };
}

/** Mean and population variance (divided by the count). */
function moments(values: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) throw new RangeError(`Need finite values, got ${value} at place ${i}.`);
    const step = value - mean;
    mean += step / (i + 1);
    squares += step * (value - mean);
  }
  return { mean, variance: squares / values.length };
}
