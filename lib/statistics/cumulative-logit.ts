import type { ColumnFamily } from "@/lib/statistics/laplace-logistic";
import { learnScale } from "@/lib/statistics/learn-scale";
import { factorLower, invertLower, solveFactored, squaredNorms } from "@/lib/statistics/lower-triangle";

export interface CumulativeLogitPrior {
  /** In order; together they cover every column once. */
  readonly families: readonly ColumnFamily[];
  /** Prior mean of each weight. */
  readonly means: Float64Array;
  /** Prior means of the thresholds, rising: levels − 1 of them. */
  readonly thresholds: readonly number[];
  /** Standard deviation of each threshold around its mean. */
  readonly thresholdScale: number;
}

export interface CumulativeLogitFit {
  readonly weights: Float64Array;
  /** Rising. */
  readonly thresholds: Float64Array;
  /** Scale of each family now. */
  readonly scales: Float64Array;
  /** L⁻¹ of the precision of (weights, thresholds). */
  readonly inverseRoot: Float64Array;
}

const MAX_STEPS = 25;
const TOLERANCE = 1e-4;
const SCALE_PASSES = 1;

/**
 * Bayesian ordered regression, P(y ≤ k) = σ(θ_k − w·x) for levels 0 … K, w ~ N(m, s²) by family, θ ~ N(θ0, scale²):
 * the mode by Newton's method (the posterior is log-concave; steps are halved while thresholds would cross or the
 * posterior would fall), Laplace's covariance, and one pass of learning the scales.
 * `rows`: count×columns, row-major, without a constant column; `levels`: 0 … K, one a row.
 * O(steps · rows · columns²). Throws a RangeError for shapes or levels that don't fit.
 * Source: McCullagh 1980, JRSS B 42; Pratt 1981 (concavity); MacKay 1992.
 */
export function fitCumulativeLogit(
  rows: Float64Array,
  levels: Uint8Array,
  prior: CumulativeLogitPrior,
): CumulativeLogitFit {
  const columns = prior.means.length;
  const cuts = prior.thresholds.length;
  if (rows.length !== levels.length * columns)
    throw new RangeError(`Need ${levels.length} rows of ${columns} columns.`);
  if (levels.some((level) => level > cuts)) throw new RangeError(`Levels are 0 … ${cuts}.`);
  if (prior.thresholds.some((cut, k) => k > 0 && cut <= (prior.thresholds[k - 1] ?? cut))) {
    throw new RangeError("Thresholds must rise.");
  }
  const order = columns + cuts;
  const centre = Float64Array.from([...prior.means, ...prior.thresholds]);
  const precision = new Float64Array(order).fill(1 / prior.thresholdScale ** 2);
  const scales = Float64Array.from(prior.families, ({ initialScale }) => initialScale);
  const at: Float64Array = centre.slice();
  const problem = { rows, levels, columns, cuts, centre, precision };
  let hessian = new Float64Array(0);
  for (let pass = 0; pass <= SCALE_PASSES; pass += 1) {
    prior.families.forEach(({ start, width }, family) => {
      precision.fill(1 / (scales[family] ?? 1) ** 2, start, start + width);
    });
    hessian = climb(problem, at);
    if (pass < SCALE_PASSES) learnScales(prior.families, at, hessian, order, scales);
  }
  return {
    weights: at.slice(0, columns),
    thresholds: at.slice(columns),
    scales,
    inverseRoot: invertLower(hessian, order),
  };
}

/**
 * Chances of each level, count×(K+1), row-major; rows sum to 1. The uncertainty of w·x is averaged over as in
 * MacKay's approximation; that of the thresholds is left out, so that the cumulative chances never cross.
 */
export function predictLevels(fit: CumulativeLogitFit, rows: Float64Array): Float64Array {
  const columns = fit.weights.length;
  const cuts = fit.thresholds.length;
  const count = rows.length / columns;
  if (!Number.isInteger(count)) throw new RangeError(`Need rows of ${columns} columns.`);
  const order = columns + cuts;
  const padded = new Float64Array(count * order);
  for (let row = 0; row < count; row += 1) {
    padded.set(rows.subarray(row * columns, (row + 1) * columns), row * order);
  }
  const variances = new Float64Array(count);
  squaredNorms(fit.inverseRoot, order, padded, count, variances);
  const chances = new Float64Array(count * (cuts + 1));
  for (let row = 0; row < count; row += 1) {
    const mean = dot(rows, row * columns, fit.weights, columns);
    const shrink = 1 / Math.sqrt(1 + (Math.PI * (variances[row] ?? 0)) / 8);
    let below = 0;
    for (let k = 0; k <= cuts; k += 1) {
      const upTo = k === cuts ? 1 : sigmoid(((fit.thresholds[k] ?? 0) - mean) * shrink);
      chances[row * (cuts + 1) + k] = upTo - below;
      below = upTo;
    }
  }
  return chances;
}

interface Problem {
  readonly rows: Float64Array;
  readonly levels: Uint8Array;
  readonly columns: number;
  readonly cuts: number;
  readonly centre: Float64Array;
  readonly precision: Float64Array;
}

/** Moves `at` to the mode; the factor of the precision there. */
function climb(problem: Problem, at: Float64Array): Float64Array<ArrayBuffer> {
  const order = at.length;
  const hessian = new Float64Array(order * order);
  let value = logPosterior(problem, at);
  for (let step = 0; ; step += 1) {
    const change = differentiate(problem, at, hessian);
    factorLower(hessian, order);
    solveFactored(hessian, order, change);
    const longest = change.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    if (longest < TOLERANCE || step === MAX_STEPS) return hessian;
    const before = at.slice();
    for (let share = 1; ; share /= 2) {
      for (let k = 0; k < order; k += 1) at[k] = (before[k] ?? 0) + share * (change[k] ?? 0);
      const reached = logPosterior(problem, at);
      if (reached >= value - 1e-12) {
        value = reached;
        break;
      }
      if (share < 1e-6) {
        at.set(before);
        return hessian;
      }
    }
  }
}

/** −∞ where thresholds cross. */
function logPosterior({ rows, levels, columns, cuts, centre, precision }: Problem, at: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < at.length; k += 1) sum -= ((precision[k] ?? 0) * ((at[k] ?? 0) - (centre[k] ?? 0)) ** 2) / 2;
  for (let row = 0; row < levels.length; row += 1) {
    const mean = dot(rows, row * columns, at, columns);
    const level = levels[row] ?? 0;
    const upper = level === cuts ? 1 : sigmoid((at[columns + level] ?? 0) - mean);
    const lower = level === 0 ? 0 : sigmoid((at[columns + level - 1] ?? 0) - mean);
    if (!(upper > lower)) return Number.NEGATIVE_INFINITY;
    sum += Math.log(upper - lower);
  }
  return sum;
}

/** The gradient; `hessian` becomes the precision (lower triangle). */
function differentiate(
  { rows, levels, columns, cuts, centre, precision }: Problem,
  at: Float64Array,
  hessian: Float64Array,
): Float64Array {
  const order = at.length;
  const gradient = Float64Array.from(at, (value, k) => -(precision[k] ?? 0) * (value - (centre[k] ?? 0)));
  hessian.fill(0);
  for (let k = 0; k < order; k += 1) hessian[k * order + k] = precision[k] ?? 0;
  // Each row's likelihood depends on u = θ_level − w·x and l = θ_(level−1) − w·x alone.
  const direction = new Float64Array(order);
  for (let row = 0; row < levels.length; row += 1) {
    const mean = dot(rows, row * columns, at, columns);
    const level = levels[row] ?? 0;
    const upper = level === cuts ? 1 : sigmoid((at[columns + level] ?? 0) - mean);
    const lower = level === 0 ? 0 : sigmoid((at[columns + level - 1] ?? 0) - mean);
    const share = upper - lower;
    const du = (upper * (1 - upper)) / share;
    const dl = (lower * (1 - lower)) / share;
    for (const [cut, slope, curve] of [
      [level, du, du * (1 - 2 * upper)],
      [level - 1, -dl, -dl * (1 - 2 * lower)],
    ] as const) {
      if (cut < 0 || cut >= cuts) continue;
      fillDirection(direction, rows, row * columns, columns, cut);
      addScaled(gradient, direction, slope);
      addOuter(hessian, direction, order, -curve);
    }
    // The square of the first derivative along both together.
    direction.fill(0);
    for (let k = 0; k < columns; k += 1) direction[k] = -(du - dl) * (rows[row * columns + k] ?? 0);
    if (level < cuts) direction[columns + level] = du;
    if (level > 0) direction[columns + level - 1] = -dl;
    addOuter(hessian, direction, order, 1);
  }
  return gradient;
}

function fillDirection(direction: Float64Array, rows: Float64Array, from: number, columns: number, cut: number): void {
  direction.fill(0);
  for (let k = 0; k < columns; k += 1) direction[k] = -(rows[from + k] ?? 0);
  direction[columns + cut] = 1;
}

function addScaled(sum: Float64Array, vector: Float64Array, by: number): void {
  for (let k = 0; k < sum.length; k += 1) sum[k] = (sum[k] ?? 0) + by * (vector[k] ?? 0);
}

function addOuter(hessian: Float64Array, vector: Float64Array, order: number, by: number): void {
  for (let i = 0; i < order; i += 1) {
    const scaled = by * (vector[i] ?? 0);
    if (scaled === 0) continue;
    for (let k = 0; k <= i; k += 1) hessian[i * order + k] = (hessian[i * order + k] ?? 0) + scaled * (vector[k] ?? 0);
  }
}

function learnScales(
  families: readonly ColumnFamily[],
  at: Float64Array,
  factor: Float64Array,
  order: number,
  scales: Float64Array,
): void {
  const inverse = invertLower(factor, order);
  families.forEach(({ start, width, initialScale, learned }, family) => {
    if (!learned) return;
    let squares = 0;
    let variance = 0;
    for (let k = start; k < start + width; k += 1) {
      squares += (at[k] ?? 0) ** 2;
      for (let i = k; i < order; i += 1) variance += (inverse[i * order + k] ?? 0) ** 2;
    }
    scales[family] = learnScale(width, squares, variance, scales[family] ?? initialScale, initialScale);
  });
}

function dot(rows: Float64Array, from: number, weights: Float64Array, columns: number): number {
  let sum = 0;
  for (let k = 0; k < columns; k += 1) sum += (rows[from + k] ?? 0) * (weights[k] ?? 0);
  return sum;
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
