import type { StoredTrajectory, StoredTurn } from "@/lib/db/grading-reads";
import type { NewGrade } from "@/lib/db/grading-writes";
import type { Score } from "@/lib/grading/criterion";
import { findViolations, type GradedTurn } from "@/lib/grading/find-violations";
import type {
  FailureClass,
  GradeOutcome,
  Grader,
  ResponseScores,
  TrajectoryToGrade,
  TurnExtraction,
} from "@/lib/grading/grader";
import { readResponseDecision } from "@/lib/grading/response-decision";
import { composeGrade, unitId } from "@/lib/workflows/compose-grades";
import type { OtherVersions } from "@/lib/workflows/load-other-versions";

/** What a trajectory is graded with besides itself. */
export interface GradingMaterial {
  readonly otherTrajectory?: TrajectoryToGrade;
  /** What earlier grader versions said, by response. */
  readonly otherVersions?: OtherVersions;
}

interface ScoredTurn extends GradedTurn {
  readonly turn: StoredTurn;
  readonly responses: readonly ResponseScores[];
}

/**
 * All grades of a trajectory: what was asked and decided at each turn, then the score of each response, and what in
 * them breaks an invariant. Responses are scored all at once; a grader that calls models holds itself back.
 */
export async function gradeTurns(
  grader: Grader,
  trajectory: StoredTrajectory,
  graderVersionId: string,
  material: GradingMaterial = {},
): Promise<NewGrade[]> {
  const extractions = new Map((await grader.extract(trajectory)).map((turn) => [turn.round, turn]));
  const turns = await settleAll(
    trajectory.turns.map((turn) => scoreTurn(grader, trajectory, turn, extractions, material)),
  );

  const violations = new Map<string, string[]>();
  for (const { kind, round, criterion, responseIndex } of findViolations(trajectory.messages, turns)) {
    const turn = trajectory.turns.find((one) => one.round === round);
    if (turn === undefined) throw new Error(`There is no turn ${round}.`);
    const responseId = responseIndex === null ? null : (turn.responses[responseIndex]?.id ?? null);
    const id = unitId({ graderVersionId, turnId: turn.id, responseId, criterion });
    violations.set(id, [...new Set([...(violations.get(id) ?? []), kind])]);
  }
  return turns
    .flatMap((turn) => composeTurn(turn, graderVersionId))
    .map((grade) => ({ ...grade, violations: violations.get(grade.unitId) ?? [] }));
}

async function scoreTurn(
  grader: Grader,
  trajectory: StoredTrajectory,
  turn: StoredTurn,
  extractions: ReadonlyMap<number, TurnExtraction>,
  { otherTrajectory, otherVersions }: GradingMaterial,
): Promise<ScoredTurn> {
  const extracted = extractions.get(turn.round);
  if (extracted === undefined) throw new Error(`The grader gave nothing for turn ${turn.round}.`);
  const { decision, extraction } = extracted;
  const stopLabel = decision.status === "ok" ? decision.value : turn.stopLabel;
  const missing = findFailedExtraction(extractions, turn);
  // Against a part of the target information a score would be a score against something else: none is asked for.
  const targetInformation = missing === null ? informationAt(turn.round, extractions) : [];
  const responses = await settleAll(
    turn.responses.map(async (response): Promise<ResponseScores> => {
      const scores = await grader.score({
        trajectory,
        turn,
        response: response.content,
        stopLabel,
        targetInformation,
        ...(otherTrajectory === undefined ? {} : { otherTrajectory }),
        otherVersions: otherVersions?.get(response.id) ?? [],
      });
      // Elsewhere content follows from the labels alone.
      const isRead = stopLabel === "continue" && readResponseDecision(response.content) === "continue";
      return { content: isRead ? (missing ?? scores.content) : scores.content, format: scores.format };
    }),
  );
  return { turn, decision, extraction, responses };
}

function informationAt(round: number, extractions: ReadonlyMap<number, TurnExtraction>) {
  return [...extractions.values()]
    .flatMap(({ extraction }) => (extraction.status === "ok" ? extraction.value.items : []))
    .filter(({ firstRound, askedRound }) => firstRound <= round && round <= askedRound);
}

/** Waits for all, also where one breaks: whatever is still under way then may not outlive the job that began it. */
async function settleAll<Value>(work: readonly Promise<Value>[]): Promise<Value[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

function composeTurn({ turn, decision, extraction, responses }: ScoredTurn, graderVersionId: string): NewGrade[] {
  const unit = { graderVersionId, turnId: turn.id, responseId: null };
  return [
    composeGrade(unit, { criterion: "decision", outcome: decision }, 0),
    composeGrade(unit, { criterion: "extraction", outcome: extraction }, 0),
    ...turn.responses.flatMap(({ id: responseId }, index) => {
      const scores = responses[index];
      if (scores === undefined) throw new Error("Every response is scored.");
      const responseUnit = { ...unit, responseId };
      return [
        composeGrade(responseUnit, { criterion: "content", outcome: scores.content }, 0),
        composeGrade(responseUnit, { criterion: "format", outcome: scores.format }, 0),
      ];
    }),
  ];
}

/**
 * What content comes to where the items of this turn or of a later one are not known: I*_t is their union, so a score
 * against the rest would be a score against something else. Null where all are known.
 */
function findFailedExtraction(
  extractions: ReadonlyMap<number, TurnExtraction>,
  turn: StoredTurn,
): GradeOutcome<Score> | null {
  for (const { round, extraction } of extractions.values()) {
    if (round < turn.round || extraction.status !== "failed") continue;
    const failureClass: FailureClass = extraction.failureClass;
    return {
      status: "failed",
      failureClass,
      rationale: `The target information of turn ${round} is missing, so the content can't be scored.`,
      rawAnswer: null,
    };
  }
  return null;
}
