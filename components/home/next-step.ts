import { can, type Role } from "@/lib/auth/can";
import { CRITERIA } from "@/lib/grading/criterion";
import type { Overview } from "@/lib/queries/project-contract";

/** The one thing to do now; `kind` names the words and the place, the rest are the numbers in them. */
export type NextStep =
  | { readonly kind: "import" | "another" | "nothing" | "round" }
  | { readonly kind: "grade"; readonly turns: number }
  | { readonly kind: "grading"; readonly done: number }
  | {
      readonly kind: "openRound";
      readonly id: string;
      readonly number: number;
      readonly done: number;
      readonly budget: number;
    }
  | { readonly kind: "export"; readonly reads: number }
  | { readonly kind: "read"; readonly left: number; readonly minutes: number };

/** What brings the project on, for a person of this role: readers read, the others move the pipeline. */
export function nextStep(overview: Overview, role: Role): NextStep {
  const round = overview.openRound;
  if (!can(role, "round.manage")) {
    const left = round === null ? 0 : Math.max(0, round.budgetReads - round.readsDone);
    if (left === 0) return { kind: "nothing" };
    const seconds = overview.secondsPerRead;
    return { kind: "read", left, minutes: seconds === null ? 0 : Math.max(1, Math.round((left * seconds) / 60)) };
  }
  if (overview.trajectories === 0) return { kind: "import" };
  const graded = overview.unitsOk + overview.unitsFailed + overview.unitsNotApplicable;
  if (overview.gradingRunning) return { kind: "grading", done: graded };
  // A graded turn has one unit a criterion, so new trajectories show as turns without theirs.
  const ungraded = overview.turns - Math.floor(graded / CRITERIA.length);
  if (ungraded > 0) return { kind: "grade", turns: ungraded };
  if (round !== null) {
    return { kind: "openRound", id: round.id, number: round.number, done: round.readsDone, budget: round.budgetReads };
  }
  if (overview.rounds === 0) return { kind: "round" };
  if (overview.exportsFinished === 0) return { kind: "export", reads: overview.reads };
  return { kind: "another" };
}
