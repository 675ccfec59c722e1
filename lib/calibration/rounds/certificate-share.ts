import { alphaShare } from "@/lib/calibration/alpha-share";
import type { CertificateGoal } from "@/lib/calibration/judge-certificate";

/** Chance that any certificate of a round is false, over all its walks. */
const TOTAL_ALPHA = 0.05;
/** Walks are seldom begun again, so the first one takes most of it: four clean audits more than all of it would need. */
const FIRST_SHARE = 0.8;

/**
 * The chance of error that the walk with this number (from 1) may spend: .04, then .005, .0025 … all together stay
 * under .05. Throws a RangeError unless the walk is a whole number from 1.
 */
export function walkAlpha(walk: number): number {
  return walk === 1 ? TOTAL_ALPHA * FIRST_SHARE : alphaShare(TOTAL_ALPHA * (1 - FIRST_SHARE), walk - 1);
}

/** How sure a certificate is, all walks of its round together. */
export const CERTIFICATE_CONFIDENCE = 1 - TOTAL_ALPHA;

/** The labels that a certificate speaks of, and those of them that its walk can meet. */
export interface CertifiedLabels {
  /** All labels of the round. */
  readonly units: number;
  /** Those behind the walk's first place; the others were read before it began, so none of them is wrong any more. */
  readonly unitsAhead: number;
}

/** A target for all labels as one for those ahead: the wrong ones are all among them. */
export function goalAhead(target: number, alpha: number, { units, unitsAhead }: CertifiedLabels): CertificateGoal {
  return { target: Math.min((target * units) / unitsAhead, LARGEST_TARGET), alpha };
}

/** A bound on the share of wrong labels ahead as one on the share of all labels. */
export function boundOfAll(boundAhead: number, { units, unitsAhead }: CertifiedLabels): number {
  return (boundAhead * unitsAhead) / units;
}

/** A target of 1 or more is reached by whatever is exported; the walk's arithmetic needs one below. */
const LARGEST_TARGET = 0.999;
