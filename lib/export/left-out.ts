import type { HeldLabel } from "@/lib/export/held-label";

/**
 * Why something has no row in an export.
 * - failed grade: a unit it rests on failed, and no clinician has given the value
 * - not graded: a unit it rests on has no grade
 * - ambiguous verdicts: clinicians disagree on a unit it rests on, and no value has a majority
 * - no target information: the dialogue goes on, but nothing is left to be found out; such a turn has no reward
 * - risk above the threshold: the policy drops it
 * - no estimated risk: the policy needs a risk, and no round has estimated it yet
 * - not reviewed, of another source: the filter leaves it out
 * - reward below the threshold: not good enough to be imitated
 * - fewer than two rewarded responses, no difference in reward: no pair can be made at this turn
 * - no step with a reward: no turn of the trajectory has one
 */
export const LEFT_OUT_REASONS = [
  "failed grade",
  "not graded",
  "ambiguous verdicts",
  "no target information",
  "risk above the threshold",
  "no estimated risk",
  "not reviewed",
  "of another source",
  "reward below the threshold",
  "fewer than two rewarded responses",
  "no difference in reward",
  "no step with a reward",
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export function isLeftOutReason(text: string): text is LeftOutReason {
  return (LEFT_OUT_REASONS as readonly string[]).includes(text);
}

export interface LeftOut {
  readonly leftOut: LeftOutReason;
}

export type LabelObstacle = Extract<LeftOutReason, "failed grade" | "not graded" | "ambiguous verdicts">;

/** What keeps a row from resting on this label. `isOptional`: it may be not applicable. */
export function obstacleOf(label: HeldLabel, isOptional: boolean): LabelObstacle | null {
  if (label.provenance === "ambiguous") return "ambiguous verdicts";
  if (label.provenance !== "none") return null;
  if (label.grade === "failed") return "failed grade";
  return label.grade === "missing" || !isOptional ? "not graded" : null;
}

const GRAVITY: readonly (LabelObstacle | null)[] = [null, "ambiguous verdicts", "not graded", "failed grade"];

/** The gravest of several; null where there is none. */
export function gravest(...obstacles: readonly (LabelObstacle | null)[]): LabelObstacle | null {
  return obstacles.reduce((worst, one) => (GRAVITY.indexOf(one) > GRAVITY.indexOf(worst) ? one : worst), null);
}

/** Whether the reason lies in a grade or verdict rather than in what was asked for. */
export function isFailureOf(reason: LeftOutReason): boolean {
  return reason === "failed grade" || reason === "not graded" || reason === "ambiguous verdicts";
}
