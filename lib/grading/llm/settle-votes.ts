import type { Score } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { FailureClass, GradeOutcome } from "@/lib/grading/grader";
import { combineVotes, shareAgreeing } from "@/lib/grading/llm/combine-votes";
import { countOf, joinNames } from "@/lib/grading/offline/word-rationale";

/** What one vote says by one criterion. */
export type VoteOutcome =
  | {
      readonly status: "ok";
      readonly score: Score;
      readonly rationale: string;
      readonly evidence: readonly Evidence[];
      readonly unverifiedQuotes: readonly string[];
    }
  | { readonly status: "failed"; readonly failureClass: FailureClass; readonly message: string };

export interface OwnVote {
  readonly name: string;
  readonly model: string;
  readonly outcome: VoteOutcome;
  /** Null where the endpoint sent nothing. */
  readonly rawAnswer: string | null;
  readonly tokenConfidence: number | null;
}

/** An earlier grader version's grade of the same response; null where it has none. */
export interface EarlierVote {
  readonly label: string;
  readonly score: Score | null;
}

export interface ProbedScores {
  readonly scoreWithoutFuture: Score | null;
  readonly scoreOtherFuture: Score | null;
}

function joinRawAnswers(own: readonly OwnVote[]): string | null {
  const answered = own.filter(({ rawAnswer }) => rawAnswer !== null);
  if (answered.length === 0) return null;
  if (own.length === 1) return answered[0]?.rawAnswer ?? null;
  return answered.map(({ name, model, rawAnswer }) => `# ${name} (${model})\n${rawAnswer}`).join("\n\n");
}

function meanOf(values: readonly (number | null)[]): number | null {
  const given = values.filter((value) => value !== null);
  return given.length === 0 ? null : given.reduce((sum, value) => sum + value, 0) / given.length;
}

/**
 * The grade that votes come to. A failed vote doesn't count, unless all of the grader's own failed: earlier versions
 * alone are no answer of this one. Rationale and quotes are those of the first own vote that says the same.
 */
export function settleVotes(
  own: readonly OwnVote[],
  earlier: readonly EarlierVote[],
  probed: ProbedScores,
): GradeOutcome<Score> {
  const rawAnswer = joinRawAnswers(own);
  const scores = own.flatMap(({ outcome }) => (outcome.status === "ok" ? [outcome.score] : []));
  const voices = [...scores, ...earlier.flatMap(({ score }) => (score === null ? [] : [score]))];
  const value = combineVotes(voices);
  if (scores.length === 0 || value === null) {
    const failure = own.map(({ outcome }) => outcome).find((outcome) => outcome.status === "failed");
    if (failure === undefined) throw new Error("A score needs at least one vote of the grader's own.");
    return { status: "failed", failureClass: failure.failureClass, rationale: failure.message, rawAnswer };
  }
  const agreement = shareAgreeing(voices, value);
  const tokenConfidence = meanOf(own.map((vote) => vote.tokenConfidence));
  const speaker = own
    .map(({ outcome }) => outcome)
    .find((outcome) => outcome.status === "ok" && outcome.score === value);
  const isFound = speaker?.status === "ok";
  const unverifiedQuotes = isFound ? speaker.unverifiedQuotes : [];
  const agreeing = voices.filter((score) => score === value).length;
  const count = agreement === null || agreement === 1 ? "" : `${agreeing} of ${countOf(voices.length, "vote")}. `;
  const elders = joinNames(earlier.filter(({ score }) => score === value).map(({ label }) => label));
  return {
    status: "ok",
    value,
    rationale: count + (isFound ? speaker.rationale : `So said ${elders}; this version's own votes differ.`),
    evidence: isFound ? speaker.evidence : [],
    confidence: agreement ?? tokenConfidence,
    rawAnswer,
    signals: {
      votes: [
        ...own.map(({ name, model, outcome }) => ({
          name,
          model,
          score: outcome.status === "ok" ? outcome.score : null,
        })),
        ...earlier.map(({ label, score }) => ({ name: label, model: null, score })),
      ],
      agreement,
      tokenConfidence,
      ...probed,
    },
    ...(unverifiedQuotes.length === 0 ? {} : { unverifiedQuotes }),
  };
}
