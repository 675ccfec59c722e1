const LEAST_SCALE = 0.05;
const LARGEST_SCALE = 3;

/**
 * The next prior scale of a family of weights: γ = width − Σ C_kk/s² weights are determined by the data, and
 * s² = (Σ w² + 2·s0²) / (γ + 2), between .05 and 3: MacKay's fixed point with two pseudo-weights at the initial scale.
 * `squares`: Σ w². `variance`: Σ C_kk. `now` and `initial`: scales, > 0.
 * Source: MacKay 1992, "The evidence framework applied to classification networks"; CALIBRATION.md §2.
 */
export function learnScale(width: number, squares: number, variance: number, now: number, initial: number): number {
  const determined = Math.max(0, width - variance / now ** 2);
  const square = (squares + 2 * initial ** 2) / (determined + 2);
  return Math.min(LARGEST_SCALE, Math.max(LEAST_SCALE, Math.sqrt(square)));
}
