import type { ReaderNoise } from "@/lib/calibration/correction/reader-noise";

/** Below this noise one read settles a unit. */
const SETTLING_NOISE = 0.008;

/**
 * The chance that the grader is wrong on a unit, given its verdicts.
 * `logOdds`: from the model, without the unit's own verdicts. Nobody read it: the model's chance.
 * A lone surprising flag doesn't pass ½ until a second reader confirms it. Source: CALIBRATION.md §4.
 */
export function wrongChance(logOdds: number, reads: number, flags: number, noise: ReaderNoise): number {
  if (reads === 1 && noise.mean < SETTLING_NOISE) return flags;
  return 1 / (1 + Math.exp(-logOdds - verdictLogOdds(reads, flags, noise.mean)));
}

/** Log odds that verdicts alone give. */
export function verdictLogOdds(reads: number, flags: number, noise: number): number {
  return reads === 0 ? 0 : (2 * flags - reads) * Math.log((1 - noise) / noise);
}
