import { type ScoreChances, scoreChances, softReward } from "@/lib/calibration/soft-reward";
import type { HeldLabel, LabelToExport } from "@/lib/export/held-label";
import { gravest, type LeftOut, obstacleOf } from "@/lib/export/left-out";
import {
  joinRisks,
  type LabelProvenance,
  labelProvenance,
  type Risks,
  type RowProvenance,
  rowProvenance,
  type TurnRecord,
} from "@/lib/export/turn-record";
import type { Score } from "@/lib/grading/criterion";
import { type RewardSettings, rewardResponse, scoreDecision } from "@/lib/grading/reward";
import type { StopLabel } from "@/lib/trajectory/turn";

/** What the grader said before anybody corrected anything; null where it gave no value. */
export interface OwnGrades {
  readonly stopLabel: StopLabel | null;
  readonly content: Score | null;
  readonly format: Score | null;
}

export interface ResponseToExport {
  readonly response: string;
  readonly source: "expert" | "policy";
  /** 0 for the expert's; the rank of a policy sample from 0. */
  readonly sampleIndex: number;
  readonly content: LabelToExport;
  readonly format: LabelToExport;
  readonly own: OwnGrades;
}

/** A response with its reward. Scores are 0, 0.5 or 1; rewards 0 … 4, unrounded. */
export interface ResponseRecord {
  readonly turn: TurnRecord;
  readonly response: string;
  readonly source: "expert" | "policy";
  readonly sampleIndex: number;
  readonly reward: number;
  readonly decisionScore: Score;
  readonly contentScore: Score;
  readonly formatScore: Score;
  /** By the grader's own grades; null where one of those it needs has no value. */
  readonly rawReward: number | null;
  /** Expected over what is still uncertain; null where nobody estimated it. */
  readonly softReward: number | null;
  readonly contentBy: LabelProvenance;
  readonly formatBy: LabelProvenance;
  readonly provenance: RowProvenance;
  readonly risks: Risks;
}

/**
 * The reward of a response, or why it has none. A wrong decision makes all scores 0; where both stop, content is 1 and
 * format follows from the response alone. A failed or missing grade leaves the row out even where the reward doesn't
 * read it: a row never stands beside a failure. Ambiguous verdicts on a score matter only where the reward reads it.
 */
export function recordResponse(
  turn: TurnRecord,
  { response, source, sampleIndex, content, format, own }: ResponseToExport,
  settings: RewardSettings,
): ResponseRecord | LeftOut {
  const { stopLabel } = turn;
  const isScored = stopLabel === "continue" && scoreDecision(response, stopLabel) === 1;
  const obstacle = isScored
    ? gravest(obstacleOf(content.label, false), obstacleOf(format.label, false))
    : gravest(unreadObstacle(content.label), unreadObstacle(format.label));
  if (obstacle !== null) return { leftOut: obstacle };

  const contentScore = scoreOf(content.label, "content");
  const formatScore = scoreOf(format.label, "format");
  const rewarded = rewardResponse({ response, stopLabel, content: contentScore, format: formatScore }, settings);
  if (rewarded === null) return { leftOut: "not graded" };

  const contentBy = isScored ? labelProvenance(content.label) : "none";
  const formatBy = isScored ? labelProvenance(format.label) : "none";
  const isOwn = own.stopLabel === stopLabel && own.content === contentScore && own.format === formatScore;
  return {
    turn,
    response,
    source,
    sampleIndex,
    reward: rewarded.reward,
    decisionScore: rewarded.decision,
    contentScore: rewarded.content,
    formatScore: rewarded.format,
    rawReward: isOwn
      ? rewarded.reward
      : own.stopLabel === null
        ? null
        : (rewardResponse({ response, ...own, stopLabel: own.stopLabel }, settings)?.reward ?? null),
    softReward: expectReward(response, turn, { content, format }, settings),
    contentBy,
    formatBy,
    provenance: rowProvenance([turn.decisionBy, turn.extractionBy, contentBy, formatBy], turn.later),
    risks: isScored ? joinRisks(turn.risks, content.risk, format.risk) : turn.risks,
  };
}

/** Of a score that the reward doesn't read: only a failure or a missing grade counts. */
function unreadObstacle(label: HeldLabel) {
  return label.provenance === "ambiguous" ? null : obstacleOf(label, true);
}

function scoreOf({ value }: HeldLabel, criterion: "content" | "format"): Score | null {
  if (value === null) return null;
  if (value.criterion !== criterion) throw new Error(`The label of a ${criterion} unit is no score of it.`);
  return value.score;
}

function expectReward(
  response: string,
  { stopLabel, decisionRisk }: TurnRecord,
  scores: Pick<ResponseToExport, "content" | "format">,
  settings: RewardSettings,
): number | null {
  if (decisionRisk === null) return null;
  const chancesOf = ({ label, risk }: LabelToExport, criterion: "content" | "format"): ScoreChances | null => {
    const score = scoreOf(label, criterion);
    return score === null ? null : scoreChances(score, risk ?? 0);
  };
  return softReward(
    response,
    {
      stop: stopLabel === "stop" ? 1 - decisionRisk : decisionRisk,
      content: chancesOf(scores.content, "content"),
      format: chancesOf(scores.format, "format"),
    },
    settings,
  );
}
