import type { Score } from "@/lib/grading/criterion";
import type { ExtractionValue, GradeOutcome, ResponseScores } from "@/lib/grading/grader";
import { locateItems } from "@/lib/grading/imported/locate-items";
import type { EvaluatedRow } from "@/lib/grading/imported/parse-evaluated-line";
import { type InfoItem, readInfoTruth } from "@/lib/grading/imported/read-info-truth";
import { readScore } from "@/lib/grading/imported/read-score";
import { readResponseDecision } from "@/lib/grading/response-decision";
import { scoreDecision } from "@/lib/grading/reward";
import type { TargetItem } from "@/lib/grading/target-item";
import type { Result } from "@/lib/kernel/result";
import type { StopLabel } from "@/lib/trajectory/turn";

/** What a file says of one turn of a trajectory. */
export interface ImportedTurn {
  readonly round: number;
  /** Null where the file has no row of the turn. */
  readonly decision: GradeOutcome<StopLabel> | null;
  readonly extraction: GradeOutcome<ExtractionValue>;
  /** One for each rollout of the row. */
  readonly responses: readonly ResponseScores[];
}

const RATIONALE_MAX = 4_000;
const NO_REASON = "The file gives no reason.";

/**
 * The grades that the rows of one session hold, for every turn of its trajectory.
 * - decision: the file's label, where every action score agrees with it; else failed (schema mismatch).
 * - extraction: the items that are gone from the next row's information. Where the file has no row of a turn it is not
 *   applicable: other rows' information then stays what their rows say.
 * - content and format: the file's scores. Not applicable where the response decides otherwise than the label (the file
 *   has zeros there by rule, nobody graded them) and, for content, where there is no target information.
 * @param rounds the trajectory's rounds, in order.
 */
export function gradeRows(rows: readonly EvaluatedRow[], rounds: readonly number[]): ImportedTurn[] {
  const byRound = new Map(rows.map((row) => [row.round, { row, info: readInfo(row) }]));
  const known = rounds.flatMap((round) => {
    const info = byRound.get(round)?.info;
    return info?.ok === true ? [{ round, items: info.value }] : [];
  });
  const located = locateItems(known);
  return rounds.map((round): ImportedTurn => {
    const found = byRound.get(round);
    if (found === undefined) {
      const rationale = "The file has no row of this turn.";
      return { round, decision: null, extraction: { status: "not_applicable", rationale }, responses: [] };
    }
    const { row, info } = found;
    return {
      round,
      decision: gradeDecision(row),
      extraction: gradeExtraction(row, info, located.get(round) ?? []),
      responses: row.rollouts.map((response, index) => gradeResponse(row, info, response, row.grades[index])),
    };
  });
}

function readInfo({ infoTruth }: EvaluatedRow): Result<readonly InfoItem[], string> {
  return infoTruth === null ? { ok: false, refusal: "info_truth is missing or no text." } : readInfoTruth(infoTruth);
}

function gradeDecision({ decisionTruth, rollouts, grades }: EvaluatedRow): GradeOutcome<StopLabel> {
  for (const [index, response] of rollouts.entries()) {
    const action = readScore(grades[index], "action_score");
    const expected = scoreDecision(response, decisionTruth);
    if (action.status === "ok" && action.score === expected) continue;
    const said = readResponseDecision(response) === "stop" ? "stops" : "goes on";
    return {
      status: "failed",
      failureClass: action.status === "failed" ? action.failureClass : "schema_mismatch",
      rationale:
        action.status === "failed"
          ? `Sample ${index + 1}: ${action.why}`
          : `The label is ${decisionTruth} and sample ${index + 1} ${said}, so its action_score must be ${expected}; the file has ${action.score}.`,
      rawAnswer: JSON.stringify(grades[index]) ?? null,
    };
  }
  return {
    status: "ok",
    value: decisionTruth,
    rationale: "The label that the file gives.",
    evidence: [],
    confidence: null,
    rawAnswer: null,
  };
}

function gradeExtraction(
  { infoTruth }: EvaluatedRow,
  info: Result<readonly InfoItem[], string>,
  items: readonly TargetItem[],
): GradeOutcome<ExtractionValue> {
  if (!info.ok) {
    return { status: "failed", failureClass: "unparsable", rationale: info.refusal, rawAnswer: infoTruth };
  }
  const rationale =
    items.length === 0
      ? "The next turn's information has all of this one's: nothing was found out here."
      : "The next turn's information no longer has this, so it was found out here.";
  return { status: "ok", value: { items }, rationale, evidence: [], confidence: null, rawAnswer: infoTruth };
}

function gradeResponse(
  { decisionTruth }: EvaluatedRow,
  info: Result<readonly InfoItem[], string>,
  response: string,
  grade: unknown,
): ResponseScores {
  if (scoreDecision(response, decisionTruth) === 0) {
    const rationale =
      decisionTruth === "stop"
        ? "The response goes on, but the label is stop. Only the decision counts."
        : "The response stops, but the label is continue. Only the decision counts.";
    return { content: { status: "not_applicable", rationale }, format: { status: "not_applicable", rationale } };
  }
  const isEmpty = decisionTruth === "continue" && info.ok && info.value.length === 0;
  return {
    content: isEmpty
      ? { status: "not_applicable", rationale: "The file has no target information for this turn." }
      : outcomeOf(grade, "content_score"),
    format: outcomeOf(grade, "format_score"),
  };
}

function outcomeOf(grade: unknown, field: "content_score" | "format_score"): GradeOutcome<Score> {
  const read = readScore(grade, field);
  const rawAnswer = JSON.stringify(grade) ?? null;
  if (read.status === "failed") {
    return { status: "failed", failureClass: read.failureClass, rationale: read.why, rawAnswer };
  }
  return { status: "ok", value: read.score, rationale: readThought(grade), evidence: [], confidence: null, rawAnswer };
}

function readThought(grade: unknown): string {
  const think = typeof grade === "object" && grade !== null && "think" in grade ? grade.think : null;
  const text = typeof think === "string" ? think.trim() : "";
  if (text === "") return NO_REASON;
  const characters = [...text];
  return characters.length > RATIONALE_MAX ? `${characters.slice(0, RATIONALE_MAX - 1).join("")}…` : text;
}
