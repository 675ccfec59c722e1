/** How often verdicts are thought to be mistaken. A working value for ordering, never a measurement of clinicians. */
export interface ReaderNoise {
  /** Posterior mean of ν, the chance that one verdict is mistaken. */
  readonly mean: number;
  /** Its 5 % quantile, interpolated: what the fit believes, so that reads count until there is evidence of noise. */
  readonly low: number;
}

/** A read unit, as far as it tells about noise. */
export interface NoiseEvidence {
  /** Log odds that the grader is wrong here, from everything but the unit's own verdicts. */
  readonly logOdds: number;
  readonly reads: number;
  readonly flags: number;
}

const GRID = [0.005, 0.03, 0.06, 0.1, 0.14, 0.18, 0.22, 0.26, 0.3] as const;
/** Prior ∝ ν(1−ν)^14, Beta(2, 15): a mean of about .12. */
const PRIOR_POWER = 14;
/** A single read tells of noise only through the model, which may itself be off. */
const SINGLE_READ_WEIGHT = 0.1;

/**
 * Posterior of ν on a grid, from the units read so far. O(9 · units).
 * Units are read again because the first read surprised, so that ν comes out high (.25–.30 where it is .2). Correcting
 * for that (counting what later reads say, given the first) finds .2 and still costs .01–.02 AUEC under noise: the
 * excess is caution that pays. Source: CALIBRATION.md §4.
 */
export function learnReaderNoise(evidence: Iterable<NoiseEvidence>): ReaderNoise {
  const logs = GRID.map((noise) => Math.log(noise) + PRIOR_POWER * Math.log(1 - noise));
  for (const { logOdds, reads, flags } of evidence) {
    const q = 1 / (1 + Math.exp(-logOdds));
    const weight = reads >= 2 ? 1 : SINGLE_READ_WEIGHT;
    GRID.forEach((noise, at) => {
      logs[at] = (logs[at] ?? 0) + weight * logLikelihood(q, noise, reads, flags);
    });
  }
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  return { mean: GRID.reduce((sum, noise, at) => sum + noise * (shares[at] ?? 0), 0), low: quantile(shares, 0.05) };
}

function logLikelihood(q: number, noise: number, reads: number, flags: number): number {
  const ifWrong = (1 - noise) ** flags * noise ** (reads - flags);
  const ifRight = noise ** flags * (1 - noise) ** (reads - flags);
  return Math.log(q * ifWrong + (1 - q) * ifRight);
}

function quantile(shares: readonly number[], level: number): number {
  let below = 0;
  let from: number = GRID[0];
  for (const [at, noise] of GRID.entries()) {
    const upTo = below + (shares[at] ?? 0);
    if (upTo >= level) return at === 0 ? noise : from + ((noise - from) * (level - below)) / (upTo - below);
    below = upTo;
    from = noise;
  }
  return from;
}
