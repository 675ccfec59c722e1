import type { FinalLabel } from "@/lib/calibration/final-label";
import type { Message } from "@/lib/trajectory/message";
import { formatRowHead } from "@/lib/trajectory/row-head";
import type { StopLabel, Turn } from "@/lib/trajectory/turn";

/**
 * Why a turn has no row in an export.
 * - failed grade: a unit it rests on failed, and no clinician has given the value
 * - not graded: a unit it rests on has no grade
 * - ambiguous verdicts: clinicians disagree on a unit it rests on, and no value has a majority
 * - no target information: the dialogue goes on, but nothing is left to be found out; such a turn has no reward
 */
export const LEFT_OUT_REASONS = ["failed grade", "not graded", "ambiguous verdicts", "no target information"] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** A line of the export, without its line break; or why there is none. */
export type BuiltRow = { readonly row: string } | { readonly leftOut: LeftOutReason };

/** A turn with everything that an export row rests on. Labels are those that stand at the export's cut of the verdict log. */
export interface TurnToExport {
  readonly trajectory: {
    /** `session_id` as JSON text, see `Session`. */
    readonly sessionKey: string;
    readonly diagnosis: string;
    readonly messages: readonly Message[];
  };
  readonly turn: Turn;
  readonly decision: FinalLabel;
  /** The turn's own extraction unit. */
  readonly extraction: FinalLabel;
  /** The extraction units of the dialogue's later turns: I*_t is the union of the items asked at turns ≥ t. */
  readonly laterExtractions: readonly FinalLabel[];
  /** I*_t after corrections, in the order in which it is written. */
  readonly targetInformation: readonly { readonly attribute: string; readonly value: string }[];
}

export interface SettledTurn {
  readonly stopLabel: StopLabel;
  /** The fields `cid … info_truth` as JSON, without braces. */
  readonly fields: string;
}

/**
 * The fields that training and reward rows share, or why the turn has no row:
 * `cid, session_id, diagn, messages, decision_truth, info_truth`, the last one `attribute: value, attribute: value`.
 * Source: training row of the Learn-to-Ask example (data set builder), which drops the same turns as
 * "no target information" without counting them.
 */
export function settleTurn(input: TurnToExport): SettledTurn | { readonly leftOut: LeftOutReason } {
  const { trajectory, turn, decision, targetInformation } = input;
  const obstacle = findObstacle([decision], [input.extraction, ...input.laterExtractions]);
  if (obstacle !== null) return { leftOut: obstacle };
  if (decision.value?.criterion !== "decision") throw new Error("The label of a decision unit is no stop label.");
  const { stopLabel } = decision.value;
  if (stopLabel === "continue" && targetInformation.length === 0) return { leftOut: "no target information" };

  const head = formatRowHead({
    sessionKey: trajectory.sessionKey,
    diagnosis: trajectory.diagnosis,
    context: trajectory.messages.slice(0, turn.contextMessageCount),
    round: turn.round,
  });
  const infoTruth = targetInformation.map(({ attribute, value }) => `${attribute}: ${value}`).join(", ");
  return { stopLabel, fields: `${head},"decision_truth":"${stopLabel}","info_truth":${JSON.stringify(infoTruth)}` };
}

/**
 * What keeps a row from resting on these labels, the gravest first. `optional` labels may be not applicable: a turn
 * where nothing could be extracted has no items, and is not ungraded.
 */
export function findObstacle(
  required: readonly FinalLabel[],
  optional: readonly FinalLabel[],
): Exclude<LeftOutReason, "no target information"> | null {
  const all = [...required, ...optional];
  const isMissing = (label: FinalLabel) => label.provenance === "none" && label.grade === "missing";
  const isNotApplicable = (label: FinalLabel) => label.provenance === "none" && label.grade === "not_applicable";
  if (all.some((label) => label.provenance === "none" && label.grade === "failed")) return "failed grade";
  if (all.some(isMissing) || required.some(isNotApplicable)) return "not graded";
  return all.some(({ provenance }) => provenance === "ambiguous") ? "ambiguous verdicts" : null;
}
