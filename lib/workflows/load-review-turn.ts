import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import { readHiddenUnits } from "@/lib/db/blind-reads";
import { hasBookmark } from "@/lib/db/bookmark-reads";
import {
  type DecisionToShow,
  findTurnToShow,
  type GradeToShow,
  readGradesToShow,
  readItemsToShow,
  readStandingOfTrajectory,
} from "@/lib/db/review-reads";
import { findReviewedGraderVersion } from "@/lib/db/round-reads";
import { readOtherAnswers } from "@/lib/db/verdict-reads";
import { readWeaklyAgreed } from "@/lib/db/weak-agreement-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { GradeView, TargetItemView } from "@/lib/queries/grade-contract";
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
 * The grades that must not reach this reader yet, of those given: those drawn blind and not answered, and "nothing to
 * grade" of content where the decision is among them, since it would tell it.
 */
export async function hiddenGrades(
  projectId: string,
  readerId: string,
  grades: readonly GradeToShow[],
): Promise<ReadonlySet<string>> {
  const hidden = await readHiddenUnits(
    projectId,
    readerId,
    grades.map(({ unitId }) => unitId),
  );
  if (hidden.size === 0) return hidden;
  const ofHiddenDecision = new Set(
    grades
      .filter(({ unitId, criterion }) => criterion === "decision" && hidden.has(unitId))
      .map(({ turnId }) => turnId),
  );
  const telling = grades.filter(({ turnId, status }) => status === "not_applicable" && ofHiddenDecision.has(turnId));
  return new Set([...hidden, ...telling.map(({ unitId }) => unitId)]);
}

/** How many turns a flag re-scores at most: an item that is added belongs to every turn up to the one where it was asked. */
function rescoresTurns({ criterion, round }: GradeToShow): number {
  return criterion === "extraction" ? round : 1;
}

/**
 * One turn as its reader judges it: the expert's response and policy samples, the grades that this reader may see, I*_t,
 * and this reader's own standing answers. This reader's corrections of items show at once, also before anything is
 * re-scored.
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
  const [grades, stored, decisions, isBookmarked] = await Promise.all([
    readGradesToShow(projectId, version.id, { turnId }),
    readItemsToShow(projectId, version.id, turn.trajectoryId),
    readStandingOfTrajectory(projectId, version.id, turn.trajectoryId, readerId),
    hasBookmark(projectId, readerId, turnId),
  ]);
  const unitIds = grades.map(({ unitId }) => unitId);
  const [hidden, hiddenItems, weaklyAgreed, otherAnswers] = await Promise.all([
    hiddenGrades(projectId, readerId, grades),
    readHiddenUnits(projectId, readerId, [...new Set(stored.map(({ unitId }) => unitId))]),
    readWeaklyAgreed(projectId, readerId, unitIds),
    readOtherAnswers(projectId, readerId, unitIds),
  ]);
  // The grader's own items and this reader's corrections of them; what other readers changed stays out of sight.
  const own = stored
    .filter((item) => item.isFirst && !hiddenItems.has(item.unitId))
    .map((item) => ({ ...item, isCurrent: true }));
  const items = viewItems(own, itemCorrections(decisions));
  return {
    turnId,
    trajectoryId: turn.trajectoryId,
    response: turn.response,
    graderLabel: version.label,
    ...splitUnits(grades, null, hidden, items),
    samples: turn.samples.map(({ id, content }) => ({ id, content, ...splitUnits(grades, id, hidden, items) })),
    targetInformation: targetInformationAt(turn.round, items.values()),
    verdicts: decisions
      .filter((decision) => decision.turnId === turnId)
      .map((decision) => verdictView(decision, { ...decision, id: decision.unitId })),
    weaklyAgreed,
    otherAnswers: groupByUnit(otherAnswers),
    isBookmarked,
  };
}

/** The units of one response (null: the turn and the expert's own), those this reader may see and those it may not. */
function splitUnits(
  grades: readonly GradeToShow[],
  sampleId: string | null,
  hidden: ReadonlySet<string>,
  items: ReadonlyMap<string, readonly TargetItemView[]>,
): Pick<ReviewTurn, "units" | "blindUnits"> {
  const own = grades.filter((grade) => grade.sampleId === sampleId);
  return {
    units: own
      .filter(({ unitId }) => !hidden.has(unitId))
      .map((grade) => ({
        unitId: grade.unitId,
        criterion: grade.criterion,
        grade: viewGrade(grade, items.get(grade.unitId) ?? []),
        rescoresTurns: rescoresTurns(grade),
      })),
    blindUnits: own.filter(({ unitId }) => hidden.has(unitId)).map(({ unitId, criterion }) => ({ unitId, criterion })),
  };
}

function groupByUnit(answers: Awaited<ReturnType<typeof readOtherAnswers>>): ReviewTurn["otherAnswers"] {
  const units = new Map<string, ReviewTurn["otherAnswers"][number]>();
  for (const { unitId, value } of answers) {
    const unit = units.get(unitId) ?? { unitId, values: [] };
    unit.values.push(value);
    units.set(unitId, unit);
  }
  return [...units.values()];
}

/** The grade of one unit as its reader sees it; null where there is none or it is hidden. */
export async function loadGrade(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly unit: { readonly id: string; readonly turnId: string };
}): Promise<GradeView | null> {
  const { projectId, readerId, unit } = request;
  const turn = await loadReviewTurn({ projectId, readerId, turnId: unit.turnId });
  const units = [...turn.units, ...turn.samples.flatMap((sample) => sample.units)];
  return units.find(({ unitId }) => unitId === unit.id)?.grade ?? null;
}
