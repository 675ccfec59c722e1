import type { Score } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { TargetItem } from "@/lib/grading/target-item";
import type { Message } from "@/lib/trajectory/message";
import type { StopLabel, Turn } from "@/lib/trajectory/turn";

/** Why a grader gave no answer. None of them is ever a score. */
export const FAILURE_CLASSES = [
  "network",
  "time_out",
  "rate_limit",
  "server_error",
  "auth_or_quota",
  "context_too_long",
  "refused",
  "unparsable",
  "schema_mismatch",
  "evidence_not_found",
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** One voice among those that a score rests on. `score` is null where that voice gave none. */
export interface GradeVote {
  /** The vote's name, or the label of an earlier grader version. */
  readonly name: string;
  readonly model: string | null;
  readonly score: Score | null;
}

/** What is known of a score besides its value; material for the order of review. */
export interface GradeSignals {
  readonly votes: readonly GradeVote[];
  /** Share of the votes with a score that agree with the grade, 0 … 1; null where there is one only. */
  readonly agreement: number | null;
  /** Mean probability of the answers' tokens, 0 … 1; null where it is not offered. */
  readonly tokenConfidence: number | null;
  /** The score given with the future removed; null where not probed. */
  readonly scoreWithoutFuture: Score | null;
  /** The score given with another trajectory's future; null where not probed. */
  readonly scoreOtherFuture: Score | null;
}

/** The grader's answer on one unit, before anyone has judged it. */
export type GradeOutcome<Value> =
  | {
      readonly status: "ok";
      readonly value: Value;
      /** One or two plain sentences for a clinician. */
      readonly rationale: string;
      readonly evidence: readonly Evidence[];
      /** How sure the grader is, 0 … 1; null where it does not say. */
      readonly confidence: number | null;
      /** The answer before parsing; null where the grader computes it. */
      readonly rawAnswer: string | null;
      /** Left out by graders that have none. */
      readonly signals?: GradeSignals;
      /** Quotes that the grader gave and that stand nowhere in the observed future; left out where all do. */
      readonly unverifiedQuotes?: readonly string[];
    }
  | {
      readonly status: "failed";
      readonly failureClass: FailureClass;
      readonly rationale: string;
      readonly rawAnswer: string | null;
    }
  | { readonly status: "not_applicable"; readonly rationale: string };

/** What was asked and answered at one turn: `items` may be empty. */
export interface ExtractionValue {
  readonly items: readonly TargetItem[];
}

export interface TrajectoryToGrade {
  readonly messages: readonly Message[];
  readonly turns: readonly Turn[];
}

export interface TurnExtraction {
  readonly round: number;
  readonly decision: GradeOutcome<StopLabel>;
  /** The items asked at this turn. */
  readonly extraction: GradeOutcome<ExtractionValue>;
}

export interface ResponseToScore {
  readonly trajectory: TrajectoryToGrade;
  readonly turn: Turn;
  /** What is graded: the expert's own block joined by newlines, `<stop />`, or a policy sample. */
  readonly response: string;
  /** The turn's stop label as it holds now (a clinician may have flipped it). */
  readonly stopLabel: StopLabel;
  /** I*_t as it holds now: every item whose firstRound ≤ round ≤ askedRound. */
  readonly targetInformation: readonly TargetItem[];
  /** Another trajectory, for the probe with a foreign future; left out where none is at hand. */
  readonly otherTrajectory?: TrajectoryToGrade;
  /** What earlier grader versions said of this response, for those that vote. */
  readonly otherVersions?: readonly {
    readonly versionId: string;
    readonly label: string;
    readonly content: Score | null;
    readonly format: Score | null;
  }[];
}

export interface ResponseScores {
  readonly content: GradeOutcome<Score>;
  readonly format: GradeOutcome<Score>;
}

/**
 * The port every grader implements; two steps, so that an error in the first can be flagged and repaired on its own
 * (docs/decisions/0003). Deterministic graders ignore nothing and keep nothing between calls.
 */
export interface Grader {
  /** Reads the target information and the stop label of every turn off the observed future. */
  extract(trajectory: TrajectoryToGrade): Promise<readonly TurnExtraction[]>;
  /** Scores one response against what {@link Grader.extract} found, as corrected since. */
  score(response: ResponseToScore): Promise<ResponseScores>;
}
