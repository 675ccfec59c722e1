import type { Score } from "@/lib/grading/criterion";
import type { GradeOutcome, Grader } from "@/lib/grading/grader";
import { MissingAnswerError } from "@/lib/llm/missing-answer";

const NOT_MADE_YET: GradeOutcome<Score> = {
  status: "not_applicable",
  rationale: "This score is made anew when the data set is built.",
};

/**
 * A grader that has no score where a model would have to be asked for it (its call throws a {@link MissingAnswerError}),
 * and counts those.
 */
export function storedScoresOnly(grader: Grader): Grader & { readonly countMissing: () => number } {
  let missing = 0;
  return {
    extract: (trajectory) => grader.extract(trajectory),
    score: async (response) => {
      try {
        return await grader.score(response);
      } catch (error) {
        if (!(error instanceof MissingAnswerError)) throw error;
        missing += 1;
        return { content: NOT_MADE_YET, format: NOT_MADE_YET };
      }
    },
    countMissing: () => missing,
  };
}
