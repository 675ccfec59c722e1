import type { GradeOutcome, Grader } from "@/lib/grading/grader";

const GONE = "These grades came with a file; whoever gave them can't be asked again.";

/** Format of evaluated rows as this program reads it; raised by one with every change that can change a grade. */
const FORMAT = "evaluated rows 1";

/** What a version of an imported grader is made of. */
export interface ImportedGraderDefinition {
  readonly name: "imported";
  readonly fileSha256: string;
  readonly format: string;
}

export function defineImportedGrader(fileSha256: string): ImportedGraderDefinition {
  return { name: "imported", fileSha256, format: FORMAT };
}

/**
 * The grader behind imported grades: it gives no answer any more. Where a clinician's correction would have a content
 * scored again, the grade fails with that reason, so that no score stands that was given against other information; a
 * clinician's own score still counts.
 */
export function createImportedGrader(): Grader {
  const gone: GradeOutcome<never> = { status: "failed", failureClass: "refused", rationale: GONE, rawAnswer: null };
  return {
    extract: async ({ turns }) => turns.map(({ round }) => ({ round, decision: gone, extraction: gone })),
    score: async () => ({ content: gone, format: gone }),
  };
}
