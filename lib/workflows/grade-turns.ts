import type { StoredTrajectory, StoredTurn } from "@/lib/db/grading-reads";
import type { NewGrade } from "@/lib/db/grading-writes";
import type { Score } from "@/lib/grading/criterion";
import type { FailureClass, GradeOutcome, Grader, TurnExtraction } from "@/lib/grading/grader";
import { composeGrade } from "@/lib/workflows/compose-grades";

/** All grades of a trajectory: what was asked and decided at each turn, then the score of each response. */
export async function gradeTurns(
  grader: Grader,
  trajectory: StoredTrajectory,
  graderVersionId: string,
): Promise<NewGrade[]> {
  const extractions = new Map((await grader.extract(trajectory)).map((turn) => [turn.round, turn]));
  const items = [...extractions.values()].flatMap(({ extraction }) =>
    extraction.status === "ok" ? extraction.value.items : [],
  );
  const grades: NewGrade[] = [];
  for (const turn of trajectory.turns) {
    const extracted = extractions.get(turn.round);
    if (extracted === undefined) throw new Error(`The grader gave nothing for turn ${turn.round}.`);
    const { decision, extraction } = extracted;
    const unit = { graderVersionId, turnId: turn.id, responseId: null };
    grades.push(
      composeGrade(unit, { criterion: "decision", outcome: decision }, 0),
      composeGrade(unit, { criterion: "extraction", outcome: extraction }, 0),
    );
    const missing = findFailedExtraction(extractions, turn);
    for (const response of turn.responses) {
      const scores = await grader.score({
        trajectory,
        turn,
        response: response.content,
        stopLabel: decision.status === "ok" ? decision.value : turn.stopLabel,
        targetInformation: items.filter(
          ({ firstRound, askedRound }) => firstRound <= turn.round && turn.round <= askedRound,
        ),
      });
      const responseUnit = { ...unit, responseId: response.id };
      grades.push(
        composeGrade(responseUnit, { criterion: "content", outcome: missing ?? scores.content }, 0),
        composeGrade(responseUnit, { criterion: "format", outcome: scores.format }, 0),
      );
    }
  }
  return grades;
}

/**
 * What content comes to where the items of this turn or of a later one are not known: I*_t is their union, so a score
 * against the rest would be a score against something else.
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
