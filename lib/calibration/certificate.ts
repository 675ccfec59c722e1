import type { AuditWalk } from "@/lib/calibration/audit-walk";

/** Bets on how much rarer wrong labels are than the residual spoken of: 0 none at all, .8 hardly rarer. */
const BET_RATES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] as const;
const BET_WEIGHTS = [0.4, 0.1, 0.1, 0.1, 0.1, 0.08, 0.05, 0.04, 0.03] as const;

/** A chance of exactly 1 would divide by zero at the last places. */
const SURE = 1 - 1e-9;

/** Products beyond these are taken to their logarithms: one factor is at most 1e9, so none overflows. */
const LARGE = 1e200;
const SMALL = 1e-200;

/** ln E(τ) while events come one by one: {@link certificateEvidence} is its fold over a whole walk. */
export interface RunningEvidence {
  readonly add: (isWrong: boolean) => void;
  readonly read: () => number;
  /** The same evidence, to be led on by itself. */
  readonly fork: () => RunningEvidence;
}

/** Throws a RangeError unless 0 < τ ≤ 1. Adding beyond the last unit is a fault of the caller and not checked. */
function runEvidence(units: number, residual: number): RunningEvidence {
  if (!(residual > 0 && residual <= 1)) throw new RangeError(`Need a residual of 0 … 1, got ${residual}.`);
  const bets = BET_RATES.length;
  return continueEvidence(units, residual, 0, new Float64Array(bets), new Float64Array(bets).fill(1));
}

function continueEvidence(
  units: number,
  residual: number,
  start: number,
  logs: Float64Array,
  products: Float64Array,
): RunningEvidence {
  let passed = start;
  return {
    add: (isWrong) => {
      const chance = Math.min((residual * units) / (units - passed), SURE);
      const left = 1 / (1 - chance);
      for (let bet = 0; bet < products.length; bet += 1) {
        const rate = BET_RATES[bet] ?? 0;
        const product = (products[bet] ?? 0) * (isWrong ? rate : (1 - rate * chance) * left);
        const isExtreme = product > LARGE || product < SMALL;
        products[bet] = isExtreme ? 1 : product;
        if (isExtreme) logs[bet] = (logs[bet] ?? 0) + Math.log(product);
      }
      passed += 1;
    },
    read: () => mixBets(logs, products),
    fork: () => continueEvidence(units, residual, passed, logs.slice(), products.slice()),
  };
}

/**
 * ln E(τ): evidence that fewer than τ · n of the rows are wrong.
 *   E(τ) = Σ_ρ π_ρ Π_k (X_k ? ρ : (1 − ρ τ_k) / (1 − τ_k)),  τ_k = min(τ n / (n − k + 1), 1 − 1e-9)
 * While the residual is τ or more, the wrong rows are all among the n − k + 1 that are left, so P(X_k = 1) ≥ τ_k and every
 * factor has mean ≤ 1: P(E ever reaches 1/α) ≤ α. E grows with τ. Holds as long as the residual has not risen since the
 * walk began ({@link mustRestart}). O(places passed). Throws a RangeError unless 0 < τ ≤ 1.
 * Source: CALIBRATION.md §6; Waudby-Smith & Ramdas 2023 (betting, without replacement); Ville 1939.
 */
export function certificateEvidence(walk: AuditWalk, residual: number): number {
  return evidenceOf(walk, residual).read();
}

/** The evidence of a walk, to be led on. Errors as {@link certificateEvidence}. */
export function evidenceOf({ units, passed, wrongAt }: AuditWalk, residual: number): RunningEvidence {
  const evidence = runEvidence(units, residual);
  let nextWrong = 0;
  for (let place = 1; place <= passed; place += 1) {
    const isWrong = wrongAt[nextWrong] === place;
    if (isWrong) nextWrong += 1;
    evidence.add(isWrong);
  }
  return evidence;
}

function mixBets(logs: Float64Array, products: Float64Array): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let bet = 0; bet < logs.length; bet += 1) peak = Math.max(peak, logs[bet] ?? 0);
  let sum = 0;
  for (let bet = 0; bet < logs.length; bet += 1) {
    const log = logs[bet] ?? 0;
    sum += (BET_WEIGHTS[bet] ?? 0) * (products[bet] ?? 0) * (log === peak ? 1 : Math.exp(log - peak));
  }
  return peak + Math.log(sum);
}

/**
 * The residual that the walk can't exclude at this α: with confidence 1 − α the share of wrong rows, after the wrong
 * ones found are put right, is at most this, at every place of the walk at once. 1 before the first event; within 1e-5
 * on the safe side. About 17 × O(places passed). Throws a RangeError unless 0 < α < 1.
 */
export function certificateBound(walk: AuditWalk, alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`Need an alpha between 0 and 1, got ${alpha}.`);
  const limit = -Math.log(alpha);
  if (certificateEvidence(walk, 1) < limit) return 1;
  let open = 0;
  let excluded = 1;
  while (excluded - open > 1e-5) {
    const middle = (open + excluded) / 2;
    if (certificateEvidence(walk, middle) >= limit) excluded = middle;
    else open = middle;
  }
  return excluded;
}

/** CALIBRATION.md §6: a rise of flips by more than 1 % of the rows. */
const RESTART_SHARE = 0.01;

/**
 * Whether a refit, a promotion or a new export policy has changed so much since the walk began that the residual may
 * have risen: then a new walk begins, on fresh events, with the α of the next look.
 */
export function mustRestart(flipsAtStart: number, flipsNow: number, units: number): boolean {
  return flipsNow - flipsAtStart > RESTART_SHARE * units;
}
