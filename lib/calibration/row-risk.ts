/**
 * The chance that any label of a row is wrong, from those of its units (stop label, target information, content,
 * format), which are taken as independent: 1 − Π (1 − risk). 0 without units.
 * Throws a RangeError for a risk outside of 0 … 1.
 * Source: CALIBRATION.md §7.
 */
export function rowRisk(unitRisks: readonly number[]): number {
  // Summed as logarithms of what is near 1, so that many tiny risks don't vanish.
  let log = 0;
  for (const risk of unitRisks) {
    if (!(risk >= 0 && risk <= 1)) throw new RangeError(`Need risks of 0 … 1, got ${risk}.`);
    log += Math.log1p(-risk);
  }
  return log === 0 ? 0 : -Math.expm1(log);
}

/**
 * How much a row counts in training: 1 − 2 · risk, the expected sign of a binary label; 0 from a risk of ½ on, where the
 * label says no more than a coin. Throws a RangeError for a risk outside of 0 … 1.
 */
export function rowWeight(risk: number): number {
  if (!(risk >= 0 && risk <= 1)) throw new RangeError(`Need a risk of 0 … 1, got ${risk}.`);
  return Math.max(0, 1 - 2 * risk);
}
