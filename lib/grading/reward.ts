import type { Score } from "@/lib/grading/criterion";
import { isExactStop, readResponseDecision } from "@/lib/grading/response-decision";
import { assertNever } from "@/lib/kernel/assert-never";
import type { StopLabel } from "@/lib/trajectory/turn";

/** Which parts enter the reward: what is asked and when to stop, only what is asked, or only when to stop. */
export const TRAIN_MODES = ["Ra+Rs", "Ra", "Rs"] as const;
export type TrainMode = (typeof TRAIN_MODES)[number];

/** How the parts of `Ra+Rs` are joined; `Ra` and `Rs` have one form only and do not read it. */
export const FUSION_MODES = ["default", "sum"] as const;
export type FusionMode = (typeof FUSION_MODES)[number];

export interface RewardSettings {
  readonly trainMode: TrainMode;
  readonly fusionMode: FusionMode;
}

/** The scores that enter the reward; each 0, 0.5 or 1. */
export interface ScoreTriple {
  readonly decision: 0 | 1;
  readonly content: Score;
  readonly format: Score;
}

export interface ResponseToReward {
  readonly response: string;
  readonly stopLabel: StopLabel;
  /** The graded content score; null where it is not applicable. Read only where both sides say continue. */
  readonly content: Score | null;
  /** The graded format score; null where it is not applicable. Read only where both sides say continue. */
  readonly format: Score | null;
}

export interface RewardedResponse extends ScoreTriple {
  /** 0 … 4 with the default fusion. */
  readonly reward: number;
}

/** 1 iff the response decides what the expert's stop label says. */
export function scoreDecision(response: string, stopLabel: StopLabel): 0 | 1 {
  return readResponseDecision(response) === stopLabel ? 1 : 0;
}

/**
 * The three scores after the rules that need no grader: a wrong decision makes all three 0; where both sides stop,
 * content is 1 and format is 1 only for the bare marker. Null where both continue and a graded score is missing:
 * such a response has no reward, which is neither a failure nor a zero.
 * Source: Learn-to-Ask (arXiv 2510.25441), grader and reward of the reference implementation.
 */
export function settleScores({ response, stopLabel, content, format }: ResponseToReward): ScoreTriple | null {
  if (scoreDecision(response, stopLabel) === 0) return { decision: 0, content: 0, format: 0 };
  if (stopLabel === "stop") return { decision: 1, content: 1, format: isExactStop(response) ? 1 : 0 };
  if (content === null || format === null) return null;
  return { decision: 1, content, format };
}

/** Joins three settled scores into one number, unrounded. */
export function fuseReward(
  { decision, content, format }: ScoreTriple,
  { trainMode, fusionMode }: RewardSettings,
): number {
  switch (trainMode) {
    case "Ra+Rs":
      return fusionMode === "sum" ? decision + content + format : decision * (1 + 2 * content) + format;
    case "Ra":
      return 2 * content + format;
    case "Rs":
      return 3 * decision + format;
    default:
      return assertNever(trainMode);
  }
}

/** {@link settleScores} and {@link fuseReward} in one; null where the response has no reward. */
export function rewardResponse(response: ResponseToReward, settings: RewardSettings): RewardedResponse | null {
  const scores = settleScores(response);
  return scores === null ? null : { ...scores, reward: fuseReward(scores, settings) };
}
