import type { Score } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { GradeOutcome, ResponseToScore } from "@/lib/grading/grader";
import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { groupQuestions, readQuestions } from "@/lib/grading/offline/read-questions";
import { blankMarkers } from "@/lib/grading/offline/split-text";
import { isExactStop, readResponseDecision } from "@/lib/grading/response-decision";
import { verifyEvidence } from "@/lib/grading/verify-evidence";

/** How sure the count is, by how it came about. */
const CERTAINTY = {
  marker: 1,
  plainQuestion: 0.95,
  /** Several sentences counted as one question. */
  merged: 0.75,
  /** Only a fragment with a question mark. */
  fragment: 0.6,
  several: 0.8,
  none: 0.9,
  /** Nothing was recognised although a question mark is there. */
  noneButMarked: 0.6,
} as const;

const COUNT_WORDS = ["No question", "One question", "Two questions", "Three questions"];

function quoteQuestions(request: ResponseToScore, texts: readonly string[]): Evidence[] {
  const { trajectory, turn } = request;
  const from = turn.contextMessageCount;
  // A policy's words stand nowhere in the trajectory; only the expert's own block can be quoted.
  const range = { from, to: from + turn.responseMessageCount };
  return texts.flatMap((text) => verifyEvidence(text, trajectory.messages, range) ?? []);
}

/**
 * Format: 1 for exactly one question, 0.5 for two, 0 for three or more and for none; for a response that stops, 1 only
 * for the bare marker. Rephrasings count as one question.
 */
export function scoreFormat(request: ResponseToScore, language: CompiledLanguage): GradeOutcome<Score> {
  const { response } = request;
  const ok = (value: Score, rationale: string, confidence: number, evidence: readonly Evidence[] = []) =>
    ({ status: "ok", value, rationale, evidence, confidence, rawAnswer: null }) as const;
  if (readResponseDecision(response) === "stop") {
    return isExactStop(response)
      ? ok(1, "Stops with the bare marker.", CERTAINTY.marker)
      : ok(0, "Stops, but says more than the bare marker.", CERTAINTY.marker);
  }
  const text = blankMarkers(response, language);
  const groups = groupQuestions(readQuestions(text, language));
  const count = groups.length;
  const evidence = quoteQuestions(
    request,
    groups.flatMap(([first]) => (first === undefined ? [] : [text.slice(first.askStart, first.end)])),
  );
  if (count === 0) {
    const marked = /[?？]/u.test(text);
    return ok(0, "No question is asked.", marked ? CERTAINTY.noneButMarked : CERTAINTY.none);
  }
  if (count === 1) {
    const [group = []] = groups;
    if (group.length > 1) return ok(1, "One question, put in more than one way.", CERTAINTY.merged, evidence);
    const formed = group.some((question) => question.formed);
    return ok(1, "One question.", formed ? CERTAINTY.plainQuestion : CERTAINTY.fragment, evidence);
  }
  const words = COUNT_WORDS[count] ?? `${count} questions`;
  const value = count === 2 ? 0.5 : 0;
  return ok(value, `${words} in one turn.`, CERTAINTY.several, evidence);
}
