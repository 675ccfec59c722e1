import type { z } from "zod";
import type { OutboxEntry } from "@/components/review/outbox-entry";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { Criterion } from "@/lib/grading/criterion";
import type { GradeView } from "@/lib/queries/grade-contract";
import type { decisionsSchema, ServedUnit, VerdictView, WeakAgreement } from "@/lib/queries/review-contract";

interface DecisionBase {
  /** The idempotency key of an answer of this page, else the id the server gave it. */
  readonly key: string;
  /** Id of the verdict, or of the act of weak agreement; null until the server has it. */
  readonly verdictId: string | null;
  /** What it is about: one unit; an act of weak agreement stands for itself. */
  readonly unitId: string;
  readonly trajectoryId: string;
  readonly turnId: string;
  /** Null where only the server knows the turn. */
  readonly round: number | null;
}

/** One of this reader's standing answers, saved or still on its way. */
export interface VerdictDecision extends DecisionBase {
  /** `value`: given before the grade was shown; whether it agrees, the server says when it arrives. */
  readonly kind: "agree" | "wrong" | "skip" | "value";
  readonly criterion: Criterion;
  readonly value: VerdictValue | null;
  /** What the grader had said; null where this page didn't see it. */
  readonly graded: VerdictValue | null;
  readonly rescoredTurns: number | null;
  /** The hand-out it answered; null for a flag beside the queue. */
  readonly served: ServedUnit | null;
  /** The answer of the same reader that this one replaced, and that an undo brings back. */
  readonly previous: VerdictDecision | null;
  /** Milliseconds since 1970, to put answers of several sources in order. */
  readonly at: number;
}

/** "The rest is fine": one act over several grades, undone as one. */
export interface RestDecision extends DecisionBase {
  readonly kind: "rest";
  readonly unitIds: readonly string[];
  readonly at: number;
}

export type Decision = VerdictDecision | RestDecision;

export function decisionFromVerdict(verdict: VerdictView): VerdictDecision {
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
    at: Date.parse(verdict.createdAt),
  };
}

function decisionFromAgreement(agreement: WeakAgreement): RestDecision {
  return {
    kind: "rest",
    key: agreement.actId,
    verdictId: agreement.actId,
    unitId: agreement.actId,
    trajectoryId: agreement.trajectoryId,
    turnId: "",
    round: null,
    unitIds: agreement.unitIds,
    at: Date.parse(agreement.createdAt),
  };
}

/** What stands on the server, newest first. */
export function decisionsFromServer(answer: z.infer<typeof decisionsSchema>): Decision[] {
  const all: Decision[] = [
    ...answer.decisions.map(decisionFromVerdict),
    ...answer.weakAgreements.map(decisionFromAgreement),
  ];
  return all.sort((a, b) => b.at - a.at);
}

/** A kept answer of an earlier page, or of another tab, as a decision; null for an undo and a bookmark. */
export function decisionFromEntry(entry: OutboxEntry): Decision | null {
  const { input, about } = entry;
  const base = {
    key: input.idempotencyKey,
    verdictId: null,
    trajectoryId: about.trajectoryId,
    turnId: about.turnId,
    round: about.round,
    at: Date.parse(about.at),
  };
  switch (input.kind) {
    case "withdrawn":
    case "weak_withdrawn":
    case "bookmark":
      return null;
    case "weak_agree":
      return { ...base, kind: "rest", unitId: base.key, unitIds: input.units.map(({ unitId }) => unitId) };
    default:
      if (about.criterion === null) return null;
      return {
        ...base,
        unitId: input.unitId,
        criterion: about.criterion,
        kind: input.kind,
        value: input.kind === "wrong" || input.kind === "value" ? input.value : null,
        graded: null,
        rescoredTurns: null,
        served: null,
        previous: null,
      };
  }
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
