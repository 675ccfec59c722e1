import type { AuditWalk } from "@/lib/calibration/audit-walk";
import { evidenceOf } from "@/lib/calibration/certificate";
import { placesNeeded } from "@/lib/calibration/places-needed";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";

export interface CertificateGoal {
  /** Share of wrong rows to be excluded, 0 … 1. */
  readonly target: number;
  /**
   * Chance of a false certificate by this walk. After the r-th restart take `alphaShare(alpha, r)`: all walks together
   * then stay below twice the first α, so begin with half of it where the promise must hold over restarts too.
   */
  readonly alpha: number;
}

export interface CertificateOutlook {
  /** What is expected of the rest of the walk: the model's mean risk of the rows, 0 … 1. Only a guess: no evidence. */
  readonly meanRisk: number;
  /** New reads that may still be spent. */
  readonly readsLeft: number;
  /** Units not passed yet that have been read already: they join without a new read. */
  readonly readAhead: number;
}

/**
 * - certified: the target is excluded; stop
 * - open: go on. `places` more at least, if all are right; `expectedReads` new reads as things look, null where all
 *   units would have to be read
 * - out_of_reach: the target would take more reads than are left even at the low end of the 90 % interval of what was
 *   found; drop risky rows, raise the target or the budget. The bound still holds
 * - spent: no reads are left
 */
export type CertificateJudgement =
  | { readonly state: "certified" }
  | { readonly state: "open"; readonly places: number; readonly expectedReads: number | null }
  | { readonly state: "out_of_reach" }
  | { readonly state: "spent" };

/** The weight of the model's guess, in audits: enough to start from, soon outweighed by what is found. */
const GUESS_WEIGHT = 20;
/** Fewer audits than this say too little to give up on. */
const LEAST_PLACES_TO_GIVE_UP = 30;

/**
 * The stopping rule of the certify phase, after any event. Whatever it says and whenever it stops, the bound of the walk
 * holds, because it holds at all places at once.
 * O(places passed + places needed). Throws a RangeError for a target or α outside of (0, 1).
 * Source: CALIBRATION.md §6.
 */
export function judgeCertificate(
  walk: AuditWalk,
  { target, alpha }: CertificateGoal,
  { meanRisk, readsLeft, readAhead }: CertificateOutlook,
): CertificateJudgement {
  if (!(target > 0 && target < 1) || !(alpha > 0 && alpha < 1)) {
    throw new RangeError(`Need a target and an alpha between 0 and 1, got ${target} and ${alpha}.`);
  }
  const limit = -Math.log(alpha);
  const evidence = evidenceOf(walk, target);
  if (evidence.read() >= limit) return { state: "certified" };
  if (readsLeft <= 0) return { state: "spent" };

  const ahead = walk.units - walk.passed;
  const newShare = ahead === 0 ? 0 : 1 - readAhead / ahead;
  const found = walk.wrongAt.length;
  const placesAt = (wrongShare: number) => placesNeeded(evidence.fork(), limit, ahead, wrongShare);
  if (walk.passed >= LEAST_PLACES_TO_GIVE_UP) {
    const { lower } = clopperPearson(found, walk.passed, { confidence: 0.9, side: "lower" });
    if (placesAt(lower) * newShare > readsLeft) return { state: "out_of_reach" };
  }
  const expected = placesAt((found + GUESS_WEIGHT * meanRisk) / (walk.passed + GUESS_WEIGHT));
  return {
    state: "open",
    places: placesAt(0),
    expectedReads: Number.isFinite(expected) ? Math.ceil(expected * newShare) : null,
  };
}
