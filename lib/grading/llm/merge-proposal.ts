import type { StepWords, WorkedCase } from "@/lib/grading/llm/grader-changes";
import { MOST_RULES, MOST_WORKED_CASES } from "@/lib/grading/llm/llm-grader-definition";
import { wordOverlap } from "@/lib/grading/text-words";
import { accepted, type Result, refused } from "@/lib/kernel/result";

export interface ProposedRule {
  readonly text: string;
  /** Number (from 1) of the present rule whose place it takes; null: it is a new one. */
  readonly replaces: number | null;
}

export interface Proposal {
  /** What the corrections have in common, in the model's words. */
  readonly critique: string;
  readonly rules: readonly ProposedRule[];
  readonly workedCases: readonly WorkedCase[];
}

/** From this share of shared words on, two rules (or cases) say the same. */
const SAME_OVERLAP = 0.8;

/**
 * The present words with a proposal merged in. A rule that replaces another takes its place; of two that replace the
 * same one, the second is new. What says the same as a rule or case that is there is left out. Rules are never only
 * appended: a list of rules that only grows makes graders worse (CALIBRATION.md §5).
 *
 * Refused, with the sentence for the person, where more rules or cases would stand there than a grader takes: nothing
 * is dropped in silence.
 */
export function mergeProposal(present: StepWords, proposal: Proposal): Result<StepWords, string> {
  const rules: (string | null)[] = [...present.rules];
  const replaced = new Set<number>();
  for (const { text, replaces } of proposal.rules) {
    const place = replaces === null ? -1 : replaces - 1;
    const takesPlace = place >= 0 && place < present.rules.length && !replaced.has(place);
    const saysTheSame = rules.some((rule, index) => rule !== null && index !== place && isSame(rule, text));
    if (takesPlace) {
      replaced.add(place);
      // Said elsewhere already: the old rule goes, and nothing comes twice.
      rules[place] = saysTheSame ? null : text;
    } else if (!saysTheSame) {
      rules.push(text);
    }
  }
  const workedCases = [...present.workedCases];
  for (const one of proposal.workedCases) {
    if (!workedCases.some(({ text }) => isSame(text, one.text))) workedCases.push(one);
  }
  const kept = rules.filter((rule) => rule !== null);
  if (kept.length > MOST_RULES || workedCases.length > MOST_WORKED_CASES) {
    return refused(
      `With the proposal there would be ${kept.length} rules and ${workedCases.length} worked cases; a grader takes ${MOST_RULES} and ${MOST_WORKED_CASES}. Remove some of the present ones and ask again.`,
    );
  }
  return accepted({ ...present, rules: kept, workedCases });
}

const isSame = (one: string, other: string): boolean => wordOverlap(one, other) >= SAME_OVERLAP;
