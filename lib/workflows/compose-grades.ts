import type { NewGrade } from "@/lib/db/grading-writes";
import type { Criterion } from "@/lib/grading/criterion";
import type { ExtractionValue, GradeOutcome } from "@/lib/grading/grader";
import { deriveId } from "@/lib/kernel/derive-id";
import type { StopLabel } from "@/lib/trajectory/turn";

/** What a grade is about. */
export interface GradedUnit {
  readonly graderVersionId: string;
  readonly turnId: string;
  /** Null for decision and extraction, which belong to the turn. */
  readonly responseId: string | null;
  readonly criterion: Criterion;
}

/** The same unit has the same id whoever grades it, and however often. */
export function unitId({ graderVersionId, turnId, responseId, criterion }: GradedUnit): string {
  return deriveId("unit", graderVersionId, turnId, responseId ?? "", criterion);
}

type Valued =
  | { readonly criterion: "decision"; readonly outcome: GradeOutcome<StopLabel> }
  | { readonly criterion: "extraction"; readonly outcome: GradeOutcome<ExtractionValue> }
  | { readonly criterion: "content" | "format"; readonly outcome: GradeOutcome<number> };

/** The row of a grade, from what the grader answered. */
export function composeGrade(
  unit: Omit<GradedUnit, "criterion">,
  { criterion, outcome }: Valued,
  revision: number,
): NewGrade {
  const isOk = outcome.status === "ok";
  return {
    unitId: unitId({ ...unit, criterion }),
    turnId: unit.turnId,
    responseId: unit.responseId,
    criterion,
    revision,
    status: outcome.status,
    failureClass: outcome.status === "failed" ? outcome.failureClass : null,
    score: isOk && typeof outcome.value === "number" ? outcome.value : null,
    stopLabel: criterion === "decision" && outcome.status === "ok" ? outcome.value : null,
    confidence: isOk ? outcome.confidence : null,
    rationale: outcome.rationale,
    evidence: isOk ? outcome.evidence : [],
    rawAnswer: outcome.status === "not_applicable" ? null : outcome.rawAnswer,
    signals: outcome.status === "ok" ? (outcome.signals ?? null) : null,
    violations: [],
    items:
      criterion === "extraction" && outcome.status === "ok"
        ? outcome.value.items.map((item) => ({ ...item, verdictId: null }))
        : [],
  };
}
