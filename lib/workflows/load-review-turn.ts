import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import {
  type DecisionToShow,
  findTurnToShow,
  readGradesToShow,
  readItemsToShow,
  readStandingOfTrajectory,
} from "@/lib/db/review-reads";
import { findReviewedGraderVersion } from "@/lib/db/round-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { ReviewTurn } from "@/lib/queries/review-contract";
import { type ItemCorrection, targetInformationAt, viewGrade, viewItems } from "@/lib/workflows/grade-view";
import { verdictView } from "@/lib/workflows/verdict-view";

/** The standing flags among one reader's decisions that change items. */
export function itemCorrections(decisions: readonly DecisionToShow[]): ItemCorrection[] {
  return decisions.flatMap(({ id, unitId, round, kind, criterion, value }) =>
    kind === "wrong" && criterion === "extraction"
      ? [{ verdictId: id, unitId, round, value: value === null ? null : verdictValueSchema.parse(value) }]
      : [],
  );
}

/**
 * One turn as its reader judges it: the expert's response, the grades, I*_t, and this reader's own standing
 * answers. This reader's corrections of items show at once, also before anything is re-scored.
 */
export async function loadReviewTurn(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly turnId: string;
}): Promise<ReviewTurn> {
  const { projectId, readerId, turnId } = request;
  const [turn, version] = await Promise.all([findTurnToShow(projectId, turnId), findReviewedGraderVersion(projectId)]);
  if (turn === null) throw new AppError("missing", "This project has no such turn.");
  if (version === null) throw new AppError("conflict", "Nothing is graded yet, so there is nothing to review.");
  const [grades, stored, decisions] = await Promise.all([
    readGradesToShow(projectId, version.id, { turnId }),
    readItemsToShow(projectId, version.id, turn.trajectoryId),
    readStandingOfTrajectory(projectId, version.id, turn.trajectoryId, readerId),
  ]);
  // The grader's own items and this reader's corrections of them; what other readers changed stays out of sight.
  const own = stored.filter((item) => item.isFirst).map((item) => ({ ...item, isCurrent: true }));
  const items = viewItems(own, itemCorrections(decisions));
  return {
    turnId,
    trajectoryId: turn.trajectoryId,
    response: turn.response,
    graderLabel: version.label,
    units: grades.map((grade) => ({
      unitId: grade.unitId,
      criterion: grade.criterion,
      grade: viewGrade(grade, items.get(grade.unitId) ?? []),
    })),
    targetInformation: targetInformationAt(turn.round, items.values()),
    verdicts: decisions
      .filter((decision) => decision.turnId === turnId)
      .map((decision) => verdictView(decision, { ...decision, id: decision.unitId })),
  };
}
