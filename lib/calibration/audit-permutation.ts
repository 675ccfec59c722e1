import type { SeededRandom } from "@/lib/kernel/seeded-random";

/**
 * A uniform random permutation (Fisher–Yates): the rank of each of `size` units in the audit lane, from 1, in the order
 * in which the caller lists them. The same stream gives the same ranks. O(size).
 * Source: CALIBRATION.md §3.
 */
export function auditPermutation(size: number, random: SeededRandom): Uint32Array {
  const ranks = Uint32Array.from({ length: size }, (_, index) => index + 1);
  for (let last = size - 1; last > 0; last -= 1) {
    const other = random.nextBelow(last + 1);
    const kept = ranks[last] ?? 0;
    ranks[last] = ranks[other] ?? 0;
    ranks[other] = kept;
  }
  return ranks;
}
