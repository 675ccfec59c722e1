import { itemKey } from "@/lib/calibration/item-key";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { Criterion } from "@/lib/grading/criterion";
import { assertNever } from "@/lib/kernel/assert-never";
import { accepted, type Result, refused } from "@/lib/kernel/result";

/** The grade a reader judges. `score` and `stopLabel` are null where the criterion has none. */
export interface JudgedGrade {
  readonly status: "ok" | "failed" | "not_applicable";
  readonly score: number | null;
  readonly stopLabel: "continue" | "stop" | null;
  readonly items: readonly { readonly attribute: string; readonly value: string; readonly firstRound: number }[];
}

/** The rounds of the turns whose rewards a verdict changes, both ends included; none where last < first. */
export interface Reach {
  readonly firstRound: number;
  readonly lastRound: number;
}

export const NO_REACH: Reach = { firstRound: 1, lastRound: 0 };

export interface DecidedVerdict {
  readonly kind: "agree" | "wrong" | "skip";
  /** The value the verdict stores: the grade's own for agree, the reader's for wrong, none for skip. */
  readonly value: VerdictValue | null;
  readonly reach: Reach;
}

type Answer =
  | { readonly kind: "agree" }
  | { readonly kind: "wrong"; readonly value: VerdictValue }
  /** The reader's own value, given without regard to the grade: agree where it is the grade's, else wrong. */
  | { readonly kind: "value"; readonly value: VerdictValue }
  | { readonly kind: "skip" };

/** The grade's own value in the form verdicts store; null where a grade that is ok lacks it. */
function gradeValue(criterion: Criterion, grade: JudgedGrade): VerdictValue | null {
  switch (criterion) {
    case "decision":
      return grade.stopLabel === null ? null : { criterion, stopLabel: grade.stopLabel };
    case "extraction":
      return { criterion, items: grade.items.map(({ attribute, value }) => ({ attribute, value })) };
    case "content":
    case "format":
      return grade.score === 0 || grade.score === 0.5 || grade.score === 1 ? { criterion, score: grade.score } : null;
    default:
      return assertNever(criterion);
  }
}

/**
 * The turns that a correction reaches: an item belongs to every turn from its first round to the one where it was
 * asked, so the reach begins with the earliest item that was struck; an added item counts from round 1. Everything else
 * changes its own turn only.
 */
function correctionReach(round: number, grade: JudgedGrade, value: VerdictValue): Reach {
  if (value.criterion !== "extraction") return { firstRound: round, lastRound: round };
  const kept = new Set(value.items.map(itemKey));
  const known = new Set(grade.items.map(itemKey));
  const struck = grade.items.filter((item) => !kept.has(itemKey(item)));
  const hasAdded = value.items.some((item) => !known.has(itemKey(item)));
  const first = Math.min(hasAdded ? 1 : round, ...struck.map((item) => item.firstRound));
  return { firstRound: first, lastRound: round };
}

/**
 * What an answer on a unit comes to, or the sentence why it can't be taken. `round` is the unit's turn; `grade` is the
 * revision that the reader saw, null where there is none.
 */
export function decideVerdict(
  answer: Answer,
  subject: { readonly criterion: Criterion; readonly round: number; readonly grade: JudgedGrade | null },
): Result<DecidedVerdict, string> {
  const { criterion, round, grade } = subject;
  if (answer.kind === "skip") return accepted({ kind: "skip", value: null, reach: NO_REACH });
  if (grade === null) return refused("This unit has no grade of that revision. Load the turn again and answer then.");
  if (grade.status === "not_applicable") {
    return refused(
      "There is nothing to grade here, so there is nothing to judge. Correct the target information if it lacks something.",
    );
  }
  const graded = grade.status === "ok" ? gradeValue(criterion, grade) : null;
  if (answer.kind === "agree") {
    return graded === null
      ? refused("The grader gave no grade here, so there is nothing to agree with. Give the right value instead.")
      : accepted({ kind: "agree", value: graded, reach: NO_REACH });
  }
  if (answer.value.criterion !== criterion) {
    return refused(`This unit is about ${criterion}, but the answer gives a value for ${answer.value.criterion}.`);
  }
  if (graded !== null && verdictValueKey(graded) === verdictValueKey(answer.value)) {
    if (answer.kind === "value") return accepted({ kind: "agree", value: graded, reach: NO_REACH });
    return refused(
      "The value given as right is the grade's own. Choose another value, or say that the grade is right.",
    );
  }
  return accepted({ kind: "wrong", value: answer.value, reach: correctionReach(round, grade, answer.value) });
}

/** How many turns lie in either reach; both belong to the same unit, so they end at the same turn where not empty. */
export function countUnion(one: Reach, other: Reach): number {
  const rounds = new Set<number>();
  for (const { firstRound, lastRound } of [one, other]) {
    for (let round = firstRound; round <= lastRound; round += 1) rounds.add(round);
  }
  return rounds.size;
}
