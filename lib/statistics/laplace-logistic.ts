import { learnScale } from "@/lib/statistics/learn-scale";
import { factorLower, invertLower, solveFactored, squaredNorms } from "@/lib/statistics/lower-triangle";

/** Neighbouring columns that share a prior scale. */
export interface ColumnFamily {
  readonly name: string;
  /** First column and number of columns. */
  readonly start: number;
  readonly width: number;
  /** Standard deviation of the weights before any data, > 0. */
  readonly initialScale: number;
  /** Whether the data may change it. */
  readonly learned: boolean;
}

export interface LogisticPrior {
  /** In order; together they cover every column once. */
  readonly families: readonly ColumnFamily[];
  /** Prior mean of each weight; 0 in learned families. */
  readonly means: Float64Array;
  /** Intercepts of groups: their standard deviation before any data, and whether the data may change it; null: none. */
  readonly groups: { readonly initialScale: number; readonly learned: boolean } | null;
}

export interface LogisticData {
  /** count×columns, row-major. */
  readonly rows: Float64Array;
  /** Soft targets, 0 … 1, one a row. */
  readonly targets: Float64Array;
  /** Group of each row, from 0; −1: none. */
  readonly groups: Int32Array;
}

export interface LogisticFit {
  readonly weights: Float64Array;
  /** Scale of each family now, in order, then that of the groups' intercepts. */
  readonly scales: Float64Array;
  /** L⁻¹ of the weights' precision (the Schur complement, where there are intercepts): xᵀCx = ‖L⁻¹x‖². */
  readonly inverseRoot: Float64Array;
  /** What was learnt of each group that has rows. */
  readonly effects: ReadonlyMap<number, GroupEffect>;
  readonly steps: number;
}

interface GroupEffect {
  readonly mean: number;
  /** Variance of the intercept with the weights given. */
  readonly variance: number;
  /** How the intercept moves with the weights: −shift·w. */
  readonly shift: Float64Array;
}

const MAX_STEPS = 12;
const STEPS_AFTER_SCALES = 3;
/** Newton stops where no weight moves by more: far below what moves a probability on screen. */
const TOLERANCE = 2e-3;
/** The longest step of a weight, in logits: Newton overshoots where rows are separable. */
const LONGEST_STEP = 4;
/** After a shorter step than this, in logits, the curvature found before it still serves. */
const SHORT_STEP = 0.5;
/** Over such a way, in logits, the curvature changes by a percent or two: nothing that a variance would show. */
const NEAR = 0.05;
/** Rows predicted together: few enough to stay in the processor's cache. */
const PREDICTED_AT_ONCE = 64;
/** Keeps the precision positive where a row is certain. */
const LEAST_WEIGHT = 1e-6;

/**
 * Bayesian logistic regression, logit P(y) = w·x + u_group, w_k ~ N(m_k, s_k²), u ~ N(0, s²): the mode by Newton's
 * method from the last fit, Laplace's covariance, and one pass of learning the scales (MacKay's fixed point with a weak
 * prior of two pseudo-weights at the initial scale), then at most 3 steps more. Intercepts are eliminated by a Schur
 * complement, so that a thousand groups cost like a thousand rows more.
 * O(steps · rows · columns²). Throws a RangeError for shapes that don't fit together.
 * Source: MacKay 1992, "The evidence framework applied to classification networks"; Bishop, PRML 4.4–4.5; CALIBRATION.md §2.
 */
export function fitLaplaceLogistic(data: LogisticData, prior: LogisticPrior, last: LogisticFit | null): LogisticFit {
  const columns = prior.means.length;
  const count = data.targets.length;
  if (data.rows.length !== count * columns || data.groups.length !== count) {
    throw new RangeError(`Need ${count} rows of ${columns} columns with a group each.`);
  }
  const work = new Workspace(data, prior, last);
  let steps = work.climb(MAX_STEPS);
  if (work.learnScales()) steps += work.climb(STEPS_AFTER_SCALES);
  return work.finish(steps);
}

/** Mean and variance of the logit of each row under a fit; groups without rows have mean 0 and the scale's variance. */
export function predictLogits(
  fit: LogisticFit,
  rows: Float64Array,
  groups: Int32Array,
): { readonly means: Float64Array; readonly variances: Float64Array } {
  const columns = fit.weights.length;
  const count = groups.length;
  if (rows.length !== count * columns) throw new RangeError(`Need ${count} rows of ${columns} columns.`);
  const means = new Float64Array(count);
  const variances = new Float64Array(count);
  const groupVariance = (fit.scales[fit.scales.length - 1] ?? 0) ** 2;
  const shifted = new Float64Array(PREDICTED_AT_ONCE * columns);
  const norms = new Float64Array(PREDICTED_AT_ONCE);
  for (let from = 0; from < count; from += PREDICTED_AT_ONCE) {
    const some = Math.min(PREDICTED_AT_ONCE, count - from);
    shifted.set(rows.subarray(from * columns, (from + some) * columns));
    for (let place = 0; place < some; place += 1) {
      const at = place * columns;
      let mean = 0;
      for (let k = 0; k < columns; k += 1) mean += (shifted[at + k] ?? 0) * (fit.weights[k] ?? 0);
      const group = groups[from + place] ?? -1;
      const effect = group < 0 ? undefined : fit.effects.get(group);
      if (effect !== undefined) {
        mean += effect.mean;
        for (let k = 0; k < columns; k += 1) shifted[at + k] = (shifted[at + k] ?? 0) - (effect.shift[k] ?? 0);
      }
      means[from + place] = mean;
      variances[from + place] = group < 0 ? 0 : (effect?.variance ?? groupVariance);
    }
    squaredNorms(fit.inverseRoot, columns, shifted, some, norms);
    for (let place = 0; place < some; place += 1) {
      variances[from + place] = (variances[from + place] ?? 0) + (norms[place] ?? 0);
    }
  }
  return { means, variances };
}

class Workspace {
  private readonly columns: number;
  private readonly count: number;
  private readonly weights: Float64Array;
  private readonly scales: Float64Array;
  private readonly precision: Float64Array;
  /** Σ W·x·xᵀ over the rows, at the weights where the curvature was last found (lower triangle). */
  private readonly curvature: Float64Array;
  /** The factor of the Schur complement of the whole precision. */
  private readonly factor: Float64Array;
  private readonly gradient: Float64Array;
  /** Groups with rows: their numbers, and for each row the place of its group here, −1 for none. */
  private readonly seen: number[] = [];
  private readonly place: Int32Array;
  private hasCurvature = false;
  private readonly effects: Float64Array;
  /** Σ W over each group's rows, and Σ W·x: found with the curvature. */
  private readonly groupWeight: Float64Array;
  private readonly effectPrecision: Float64Array;
  private readonly effectGradient: Float64Array;
  private readonly cross: Float64Array;

  constructor(
    private readonly data: LogisticData,
    private readonly prior: LogisticPrior,
    last: LogisticFit | null,
  ) {
    this.columns = prior.means.length;
    this.count = data.targets.length;
    this.weights = last === null ? prior.means.slice() : last.weights.slice();
    this.scales =
      last?.scales.slice() ??
      Float64Array.from([...prior.families.map(({ initialScale }) => initialScale), prior.groups?.initialScale ?? 0]);
    this.precision = new Float64Array(this.columns);
    this.curvature = new Float64Array(this.columns * this.columns);
    this.factor = new Float64Array(this.columns * this.columns);
    this.gradient = new Float64Array(this.columns);
    this.place = new Int32Array(this.count).fill(-1);
    if (prior.groups !== null) this.placeGroups();
    this.effects = Float64Array.from(this.seen, (group) => last?.effects.get(group)?.mean ?? 0);
    this.groupWeight = new Float64Array(this.seen.length);
    this.effectPrecision = new Float64Array(this.seen.length);
    this.effectGradient = new Float64Array(this.seen.length);
    this.cross = new Float64Array(this.seen.length * this.columns);
  }

  private placeGroups(): void {
    const places = new Map<number, number>();
    for (let row = 0; row < this.count; row += 1) {
      const group = this.data.groups[row] ?? -1;
      if (group < 0) continue;
      let place = places.get(group);
      if (place === undefined) {
        place = this.seen.length;
        places.set(group, place);
        this.seen.push(group);
      }
      this.place[row] = place;
    }
  }

  private groupScale(): number {
    return this.scales[this.scales.length - 1] ?? 0;
  }

  /** The gradient at the current weights, and the curvature there if asked. */
  private look(alsoCurvature: boolean): void {
    const { columns, count, curvature, gradient, weights } = this;
    const { rows, targets } = this.data;
    this.prior.families.forEach(({ start, width }, family) => {
      this.precision.fill(1 / (this.scales[family] ?? 1) ** 2, start, start + width);
    });
    for (let k = 0; k < columns; k += 1) {
      gradient[k] = -(this.precision[k] ?? 0) * ((weights[k] ?? 0) - (this.prior.means[k] ?? 0));
    }
    const effectPrecision = this.seen.length > 0 ? 1 / this.groupScale() ** 2 : 0;
    for (let g = 0; g < this.seen.length; g += 1) this.effectGradient[g] = -effectPrecision * (this.effects[g] ?? 0);
    if (alsoCurvature) {
      curvature.fill(0);
      this.groupWeight.fill(0);
      this.cross.fill(0);
    }
    for (let row = 0; row < count; row += 1) {
      const at = row * columns;
      const place = this.place[row] ?? -1;
      let logit = place < 0 ? 0 : (this.effects[place] ?? 0);
      for (let k = 0; k < columns; k += 1) logit += (rows[at + k] ?? 0) * (weights[k] ?? 0);
      const p = 1 / (1 + Math.exp(-logit));
      const residual = (targets[row] ?? 0) - p;
      for (let k = 0; k < columns; k += 1) gradient[k] = (gradient[k] ?? 0) + residual * (rows[at + k] ?? 0);
      if (place >= 0) this.effectGradient[place] = (this.effectGradient[place] ?? 0) + residual;
      if (!alsoCurvature) continue;
      const weight = p * (1 - p) + LEAST_WEIGHT;
      addOuter(curvature, columns, rows, at, weight);
      if (place < 0) continue;
      this.groupWeight[place] = (this.groupWeight[place] ?? 0) + weight;
      const crossAt = place * columns;
      for (let k = 0; k < columns; k += 1) {
        this.cross[crossAt + k] = (this.cross[crossAt + k] ?? 0) + weight * (rows[at + k] ?? 0);
      }
    }
  }

  /** Factors the precision of the weights with the groups' intercepts eliminated, under the scales of now. */
  private condense(): void {
    const { columns, factor } = this;
    factor.set(this.curvature);
    for (let k = 0; k < columns; k += 1)
      factor[k * columns + k] = (factor[k * columns + k] ?? 0) + (this.precision[k] ?? 0);
    const effectPrecision = this.seen.length > 0 ? 1 / this.groupScale() ** 2 : 0;
    for (let g = 0; g < this.seen.length; g += 1) {
      const precision = effectPrecision + (this.groupWeight[g] ?? 0);
      this.effectPrecision[g] = precision;
      addOuter(factor, columns, this.cross, g * columns, -1 / precision);
    }
    factorLower(factor, columns);
  }

  /**
   * Newton steps until nothing moves; the number of steps taken. Near the mode steps use the curvature of an earlier one
   * (chords): they cost a hundredth and end at the same place. The curvature is found anew at the end, unless it was found near
   * there.
   */
  climb(most: number): number {
    let needsCurvature = !this.hasCurvature;
    let before = Number.POSITIVE_INFINITY;
    let moved = 0;
    let step = 0;
    while (step < most) {
      step += 1;
      this.look(needsCurvature);
      // The first step follows new scales, if not a new curvature.
      if (needsCurvature || step === 1) this.condense();
      if (needsCurvature) moved = 0;
      const longest = this.step();
      moved += longest;
      if (longest < TOLERANCE) break;
      needsCurvature = longest > SHORT_STEP || longest > before / 2;
      before = longest;
    }
    if (moved > NEAR) {
      this.look(true);
      this.condense();
    }
    this.hasCurvature = true;
    return step;
  }

  /** Moves weights and intercepts by one step along the factor at hand; the longest move of one of them, unshortened. */
  private step(): number {
    const { columns } = this;
    const change = this.gradient.slice();
    for (let g = 0; g < this.seen.length; g += 1) {
      const by = (this.effectGradient[g] ?? 0) / (this.effectPrecision[g] ?? 1);
      const at = g * columns;
      for (let k = 0; k < columns; k += 1) change[k] = (change[k] ?? 0) - by * (this.cross[at + k] ?? 0);
    }
    solveFactored(this.factor, columns, change);
    const effectChange = new Float64Array(this.seen.length);
    for (let g = 0; g < this.seen.length; g += 1) {
      const at = g * columns;
      let sum = this.effectGradient[g] ?? 0;
      for (let k = 0; k < columns; k += 1) sum -= (this.cross[at + k] ?? 0) * (change[k] ?? 0);
      effectChange[g] = sum / (this.effectPrecision[g] ?? 1);
    }
    const longest = Math.max(largest(change), largest(effectChange));
    const shorten = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
    for (let k = 0; k < columns; k += 1) this.weights[k] = (this.weights[k] ?? 0) + shorten * (change[k] ?? 0);
    for (let g = 0; g < this.seen.length; g += 1) {
      this.effects[g] = (this.effects[g] ?? 0) + shorten * (effectChange[g] ?? 0);
    }
    return longest;
  }

  /** γ, the number of weights that the data determine, sets each learned scale; whether there is any such scale. */
  learnScales(): boolean {
    const { columns } = this;
    const inverseRoot = invertLower(this.factor, columns);
    let learned = false;
    // C_kk is the squared norm of column k of L⁻¹.
    const variances = new Float64Array(columns);
    for (let i = 0; i < columns; i += 1) {
      for (let k = 0; k <= i; k += 1) {
        variances[k] = (variances[k] ?? 0) + (inverseRoot[i * columns + k] ?? 0) ** 2;
      }
    }
    this.prior.families.forEach(({ start, width, initialScale, learned: isLearned }, family) => {
      if (!isLearned) return;
      learned = true;
      let squares = 0;
      let variance = 0;
      for (let k = start; k < start + width; k += 1) {
        squares += (this.weights[k] ?? 0) ** 2;
        variance += variances[k] ?? 0;
      }
      this.scales[family] = learnScale(width, squares, variance, this.scales[family] ?? initialScale, initialScale);
    });
    if (this.prior.groups?.learned === true && this.seen.length > 0) {
      learned = true;
      const shifts = this.shifts();
      const spread = new Float64Array(this.seen.length);
      squaredNorms(inverseRoot, columns, shifts, this.seen.length, spread);
      let squares = 0;
      let variance = 0;
      for (let g = 0; g < this.seen.length; g += 1) {
        squares += (this.effects[g] ?? 0) ** 2;
        variance += 1 / (this.effectPrecision[g] ?? 1) + (spread[g] ?? 0);
      }
      const now = this.groupScale();
      this.scales[this.scales.length - 1] = learnScale(
        this.seen.length,
        squares,
        variance,
        now,
        this.prior.groups.initialScale,
      );
    }
    return learned;
  }

  private shifts(): Float64Array {
    const shifts = this.cross.slice();
    for (let g = 0; g < this.seen.length; g += 1) {
      const by = 1 / (this.effectPrecision[g] ?? 1);
      for (let k = 0; k < this.columns; k += 1) shifts[g * this.columns + k] = (shifts[g * this.columns + k] ?? 0) * by;
    }
    return shifts;
  }

  finish(steps: number): LogisticFit {
    const shifts = this.shifts();
    const effects = new Map<number, GroupEffect>();
    this.seen.forEach((group, g) => {
      effects.set(group, {
        mean: this.effects[g] ?? 0,
        variance: 1 / (this.effectPrecision[g] ?? 1),
        shift: shifts.subarray(g * this.columns, (g + 1) * this.columns),
      });
    });
    const inverseRoot = invertLower(this.factor, this.columns);
    return { weights: this.weights, scales: this.scales, inverseRoot, effects, steps };
  }
}

/** Adds weight · x·xᵀ to the lower triangle; rows are half zeros (one-hot columns), so those are passed over. */
function addOuter(hessian: Float64Array, columns: number, rows: Float64Array, at: number, weight: number): void {
  for (let i = 0; i < columns; i += 1) {
    const value = rows[at + i] ?? 0;
    if (value === 0) continue;
    const by = weight * value;
    const rowAt = i * columns;
    for (let k = 0; k <= i; k += 1) hessian[rowAt + k] = (hessian[rowAt + k] ?? 0) + by * (rows[at + k] ?? 0);
  }
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
