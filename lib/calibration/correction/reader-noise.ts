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
  readonly firstIsFlag: boolean;
}

const GRID = [0.005, 0.03, 0.06, 0.1, 0.14, 0.18, 0.22, 0.26, 0.3] as const;
/** Prior ∝ ν(1−ν)^14, Beta(2, 15): a mean of about .12. */
const PRIOR_POWER = 14;
/** A first read tells of noise only through the model, which may itself be off. */
const FIRST_READ_WEIGHT = 0.1;

/**
 * Posterior of ν on a grid, from the units read so far. What later reads say counts in full, given the first one:
 * units are read again because the first read surprised, so that the first reads of those are no fair sample, while the
 * answers after it are. O(9 · units). Source: CALIBRATION.md §4; the conditioning is ours.
 */
export function learnReaderNoise(evidence: Iterable<NoiseEvidence>): ReaderNoise {
  const logs = GRID.map((noise) => Math.log(noise) + PRIOR_POWER * Math.log(1 - noise));
  for (const { logOdds, reads, flags, firstIsFlag } of evidence) {
    const q = 1 / (1 + Math.exp(-logOdds));
    GRID.forEach((noise, at) => {
      const first = logLikelihood(q, noise, 1, firstIsFlag ? 1 : 0);
      const later = reads > 1 ? logLikelihood(q, noise, reads, flags) - first : 0;
      logs[at] = (logs[at] ?? 0) + FIRST_READ_WEIGHT * first + later;
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
