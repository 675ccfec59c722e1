/**
 * What reading a unit is worth: by how much the chance of a wrong final label is expected to fall, per read, over the
 * best number of reads from 1 to `left`.
 *   max over k of [min(q, 1−q) − Σ_a min(q·Bin(a; k, 1−ν), (1−q)·Bin(a; k, ν))] / k
 * `q`: chance that the grader is wrong, 0 … 1. `noise`: chance ν that one verdict is mistaken, 0 … ½. `left`: 0 … 3.
 * The value is 0 … ½; 0 where no read could change the label. Source: CALIBRATION.md §3 (evsi).
 */
export function readingValue(q: number, noise: number, left: number): number {
  const now = Math.min(q, 1 - q);
  let best = 0;
  for (let k = 1; k <= left; k += 1) {
    let risk = 0;
    for (let flags = 0; flags <= k; flags += 1) {
      const ways = k === 3 && (flags === 1 || flags === 2) ? 3 : k === 2 && flags === 1 ? 2 : 1;
      const ifWrong = ways * (1 - noise) ** flags * noise ** (k - flags);
      const ifRight = ways * noise ** flags * (1 - noise) ** (k - flags);
      risk += Math.min(q * ifWrong, (1 - q) * ifRight);
    }
    best = Math.max(best, (now - risk) / k);
  }
  return best;
}
