import type { OutboxEntry } from "@/components/review/outbox-entry";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { Criterion } from "@/lib/grading/criterion";
import type { GradeView } from "@/lib/queries/grade-contract";
import type { ServedUnit, VerdictView } from "@/lib/queries/review-contract";

/** One of this reader's standing answers, saved or still on its way. */
export interface Decision {
  /** The idempotency key of an answer of this page, else the verdict's id. */
  readonly key: string;
  /** Null until the server has it. */
  readonly verdictId: string | null;
  readonly unitId: string;
  readonly criterion: Criterion;
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly round: number;
  readonly kind: "agree" | "wrong" | "skip";
  readonly value: VerdictValue | null;
  /** What the grader had said; null where this page didn't see it. */
  readonly graded: VerdictValue | null;
  readonly rescoredTurns: number | null;
  /** The hand-out it answered; null for a flag beside the queue. */
  readonly served: ServedUnit | null;
  /** The answer of the same reader that this one replaced, and that an undo brings back. */
  readonly previous: Decision | null;
}

export function decisionFromVerdict(verdict: VerdictView): Decision {
  return {
    key: verdict.id,
    verdictId: verdict.id,
    unitId: verdict.unitId,
    criterion: verdict.criterion,
    trajectoryId: verdict.trajectoryId,
    turnId: verdict.turnId,
    round: verdict.round,
    kind: verdict.kind,
    value: verdict.value,
    graded: null,
    rescoredTurns: null,
    served: null,
    previous: null,
  };
}

/** A kept answer of an earlier page as a decision; null for an undo. */
export function decisionFromEntry(entry: OutboxEntry): Decision | null {
  const { input, about } = entry;
  if (input.kind === "withdrawn") return null;
  return {
    key: input.idempotencyKey,
    verdictId: null,
    unitId: input.unitId,
    criterion: about.criterion,
    trajectoryId: about.trajectoryId,
    turnId: about.turnId,
    round: about.round,
    // Whether a blind answer says the same as the grade, only the server knows; until it answers it counts as another value.
    kind: input.kind === "value" ? "wrong" : input.kind,
    value: input.kind === "wrong" || input.kind === "value" ? input.value : null,
    graded: null,
    rescoredTurns: null,
    served: null,
    previous: null,
  };
}

/** The grader's own answer in the form a verdict carries; null where it gave none. */
export function gradedValue(grade: GradeView): VerdictValue | null {
  if (grade.status !== "ok") return null;
  if (grade.value.criterion !== "extraction") return grade.value;
  const items = grade.value.items
    .filter((item) => item.origin === "grader")
    .map(({ attribute, value }) => ({ attribute, value }));
  return { criterion: "extraction", items };
}
