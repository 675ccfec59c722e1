import {
  type DecisionToShow,
  readGradesToShow,
  readItemsToShow,
  readStandingOfTrajectory,
} from "@/lib/db/review-reads";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import type { TrajectoryDetail } from "@/lib/queries/project-contract";
import { viewGrade, viewItems } from "@/lib/workflows/grade-view";
import { loadReviewTrajectory } from "@/lib/workflows/load-review-trajectory";
import { hiddenGrades, itemCorrections } from "@/lib/workflows/load-review-turn";

/** What the readers of a unit hold: the opinion of most, and on a tie the earliest; null where nobody judged it. */
function holdTogether(decisions: readonly DecisionToShow[]): "agree" | "wrong" | null {
  const kinds = decisions.flatMap(({ kind }) => (kind === "skip" ? [] : [kind]));
  const wrong = kinds.filter((kind) => kind === "wrong").length;
  if (wrong * 2 === kinds.length) return kinds[0] ?? null;
  return wrong * 2 > kinds.length ? "wrong" : "agree";
}

/**
 * One trajectory with every turn, the grades that hold and the verdicts on them: those of `readerId` alone where one is
 * given (readers are blind to each other), else of all. Grades that are hidden from that reader until answered are left
 * out.
 */
export async function loadTrajectory(request: {
  readonly projectId: string;
  readonly trajectoryId: string;
  readonly readerId: string | null;
}): Promise<TrajectoryDetail> {
  const { projectId, trajectoryId, readerId } = request;
  const trajectory = await loadReviewTrajectory({ projectId, trajectoryId });
  const version = await findCurrentGraderVersion(projectId);
  if (version === null) {
    return { trajectory, graderLabel: null, turns: trajectory.turns.map(({ id }) => ({ turnId: id, units: [] })) };
  }
  const [grades, stored, decisions] = await Promise.all([
    readGradesToShow(projectId, version.id, { trajectoryId }),
    readItemsToShow(projectId, version.id, trajectoryId),
    readStandingOfTrajectory(projectId, version.id, trajectoryId, readerId),
  ]);
  const hidden = readerId === null ? new Set<string>() : await hiddenGrades(projectId, readerId, grades);
  const items = viewItems(stored, readerId === null ? [] : itemCorrections(decisions));
  return {
    trajectory,
    graderLabel: version.label,
    turns: trajectory.turns.map(({ id }) => ({
      turnId: id,
      units: grades
        .filter((grade) => grade.turnId === id && !hidden.has(grade.unitId))
        .map((grade) => ({
          unitId: grade.unitId,
          criterion: grade.criterion,
          grade: viewGrade(grade, items.get(grade.unitId) ?? []),
          verdict: holdTogether(decisions.filter(({ unitId }) => unitId === grade.unitId)),
        })),
    })),
  };
}
