import { z } from "zod";
import { itemKey } from "@/lib/calibration/item-key";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { GradeToShow, ItemToShow } from "@/lib/db/review-reads";
import { VIOLATIONS } from "@/lib/grading/find-violations";
import { deriveId } from "@/lib/kernel/derive-id";
import { evidenceSchema, type GradeView, scoreSchema, type TargetItemView } from "@/lib/queries/grade-contract";

const storedEvidence = z.array(evidenceSchema);
const storedViolations = z.array(z.enum(VIOLATIONS));

/** A clinician's standing correction of the items asked at one turn, which holds before anything is re-scored. */
export interface ItemCorrection {
  readonly verdictId: string;
  readonly unitId: string;
  /** Round of the unit's turn. */
  readonly round: number;
  readonly value: VerdictValue | null;
}

/**
 * The items of each extraction unit as they hold now, with the grader's own that no longer do (`struck`) and those it
 * did not find (`added`), so that changes stay visible.
 */
export function viewItems(
  stored: readonly ItemToShow[],
  corrections: readonly ItemCorrection[],
): Map<string, TargetItemView[]> {
  const units = new Map<string, ItemToShow[]>();
  for (const item of stored) units.set(item.unitId, [...(units.get(item.unitId) ?? []), item]);
  const corrected = new Map(corrections.map((correction) => [correction.unitId, correction]));
  const views = new Map<string, TargetItemView[]>();
  for (const unitId of new Set([...units.keys(), ...corrected.keys()])) {
    views.set(unitId, viewUnitItems(units.get(unitId) ?? [], corrected.get(unitId) ?? null));
  }
  return views;
}

function viewUnitItems(stored: readonly ItemToShow[], correction: ItemCorrection | null): TargetItemView[] {
  const first = stored.filter((item) => item.isFirst);
  const current = stored.filter((item) => item.isCurrent);
  const value = correction?.value?.criterion === "extraction" ? correction.value : null;
  const now = new Set((value?.items ?? current).map(itemKey));
  const known = new Set(first.map(itemKey));
  const views = first.map((item) => viewItem(item, now.has(itemKey(item)) ? "grader" : "struck"));
  if (correction === null || value === null) {
    return [...views, ...current.filter((item) => !known.has(itemKey(item))).map((item) => viewItem(item, "added"))];
  }
  for (const [index, item] of value.items.entries()) {
    if (known.has(itemKey(item))) continue;
    const row = current.find((other) => itemKey(other) === itemKey(item));
    views.push(
      row === undefined
        ? {
            ...item,
            id: deriveId("corrected item", correction.verdictId, String(index)),
            firstRound: 1,
            askedRound: correction.round,
            evidence: [],
            origin: "added",
          }
        : viewItem(row, "added"),
    );
  }
  return views;
}

function viewItem(item: ItemToShow, origin: TargetItemView["origin"]): TargetItemView {
  const { id, attribute, value, firstRound, askedRound } = item;
  return { id, attribute, value, firstRound, askedRound, evidence: storedEvidence.parse(item.evidence), origin };
}

/** I*_t: the items asked at this turn or later that belong to it. */
export function targetInformationAt(round: number, items: Iterable<readonly TargetItemView[]>): TargetItemView[] {
  return [...items]
    .flat()
    .filter((item) => item.firstRound <= round && item.askedRound >= round)
    .sort((a, b) => a.askedRound - b.askedRound);
}

/** A stored grade as screens show it. `items` are those asked at its turn; only read for extraction. */
export function viewGrade(grade: Omit<GradeToShow, "sampleId">, items: readonly TargetItemView[]): GradeView {
  const { revision, rationale } = grade;
  switch (grade.status) {
    case "not_applicable":
      return { status: "not_applicable", revision, rationale };
    case "failed":
      if (grade.failureClass === null) throw new Error(`The failed grade of unit ${grade.unitId} has no class.`);
      return { status: "failed", revision, failureClass: grade.failureClass, rationale };
    case "ok":
      return {
        status: "ok",
        revision,
        rationale,
        evidence: storedEvidence.parse(grade.evidence),
        confidence: grade.confidence,
        ...(grade.agreement === null ? {} : { agreement: grade.agreement }),
        ...(grade.violations.length === 0 ? {} : { violations: storedViolations.parse(grade.violations) }),
        value: viewValue(grade, items),
      };
  }
}

function viewValue(
  grade: Omit<GradeToShow, "sampleId">,
  items: readonly TargetItemView[],
): Extract<GradeView, { status: "ok" }>["value"] {
  const { criterion } = grade;
  if (criterion === "extraction") return { criterion, items: [...items] };
  if (criterion === "decision") {
    if (grade.stopLabel === null) throw new Error(`The grade of unit ${grade.unitId} has no stop label.`);
    return { criterion, stopLabel: grade.stopLabel };
  }
  return { criterion, score: scoreSchema.parse(grade.score) };
}
