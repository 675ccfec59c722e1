import type { FinalLabel } from "@/lib/calibration/final-label";
import { type BuiltRow, findObstacle, settleTurn, type TurnToExport } from "@/lib/export/settle-turn";
import type { Score } from "@/lib/grading/criterion";
import { type RewardSettings, rewardResponse, scoreDecision } from "@/lib/grading/reward";

/** How the scores of reward rows are fused; stated in the manifest. */
export const REWARD_SETTINGS: RewardSettings = { trainMode: "Ra+Rs", fusionMode: "default" };

export interface ResponseToExport extends TurnToExport {
  readonly response: string;
  readonly content: FinalLabel;
  readonly format: FinalLabel;
  /** Names the grader and its version, e.g. `offline 1`. */
  readonly graderVersion: string;
}

/**
 * Who stands behind a row.
 * - human_twice: every label of its own that a clinician has read was confirmed by a second
 * - human: a clinician has read at least one of its own labels (stop label, items asked here, and the scores where they
 *   enter the reward)
 * - propagated: none of its own, but the items of a later turn, which belong to this one too
 * - machine: nobody has read anything it rests on
 */
export type RowProvenance = "human_twice" | "human" | "propagated" | "machine";

/**
 * One line of a reward set, as compact JSON: the training row and then `response, reward, decision_score,
 * content_score, format_score, provenance, grader_version`. Scores are 0, 0.5 or 1, the reward 0 … 4, unrounded.
 *
 * A wrong decision makes all scores 0; where both stop, content is 1 and format follows from the response alone. A
 * failed or missing grade leaves the row out even where the reward doesn't read it: a row never stands beside a failure.
 * Ambiguous verdicts on a score matter only where the reward reads it.
 */
export function rewardRow(input: ResponseToExport): BuiltRow {
  const { response, content, format } = input;
  const settled = settleTurn(input);
  if ("leftOut" in settled) return settled;

  const { stopLabel } = settled;
  const isScored = stopLabel === "continue" && scoreDecision(response, stopLabel) === 1;
  const obstacle = findObstacle(isScored ? [content, format] : [], isScored ? [] : [content, format].filter(isUnread));
  if (obstacle !== null) return { leftOut: obstacle };

  const rewarded = rewardResponse(
    { response, stopLabel, content: scoreOf(content, "content"), format: scoreOf(format, "format") },
    REWARD_SETTINGS,
  );
  if (rewarded === null) return { leftOut: "not graded" };
  const provenance = rowProvenance(
    [input.decision, input.extraction, ...(isScored ? [content, format] : [])],
    input.laterExtractions,
  );
  const fields = [
    settled.fields,
    `"response":${JSON.stringify(response)}`,
    `"reward":${rewarded.reward}`,
    `"decision_score":${rewarded.decision}`,
    `"content_score":${rewarded.content}`,
    `"format_score":${rewarded.format}`,
    `"provenance":"${provenance}"`,
    `"grader_version":${JSON.stringify(input.graderVersion)}`,
  ];
  return { row: `{${fields.join(",")}}` };
}

const isUnread = ({ provenance }: FinalLabel) => provenance === "none";

function scoreOf({ value }: FinalLabel, criterion: "content" | "format"): Score | null {
  if (value === null) return null;
  if (value.criterion !== criterion) throw new Error(`The label of a ${criterion} unit is no score of it.`);
  return value.score;
}

function rowProvenance(own: readonly FinalLabel[], later: readonly FinalLabel[]): RowProvenance {
  const isRead = ({ provenance }: FinalLabel) => provenance === "human" || provenance === "human_twice";
  const read = own.filter(isRead);
  if (read.length > 0) return read.every(({ provenance }) => provenance === "human_twice") ? "human_twice" : "human";
  return later.some(isRead) ? "propagated" : "machine";
}
