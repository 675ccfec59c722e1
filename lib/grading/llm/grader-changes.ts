import { z } from "zod";
import type { ExtractionStep, LlmExtractionStep, LlmGraderDefinition } from "@/lib/grading/llm/llm-grader-definition";
import { MOST_RULES, MOST_WORKED_CASES } from "@/lib/grading/llm/llm-grader-definition";

/** What no database keeps: the null character, and halves of characters. */
const UNSTORABLE = /[\0\p{Cs}]/u;

const words = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !UNSTORABLE.test(text), {
      error: "This has a character that can't be kept (a NUL or half a character). Remove it.",
    });

export const workedCaseSchema = z.strictObject({ title: words(200).min(1), text: words(5_000).min(1) });
export type WorkedCase = z.infer<typeof workedCaseSchema>;

const stepWordsSchema = z.strictObject({
  instructions: words(20_000).min(1),
  rules: z.array(words(1_000).min(1)).max(MOST_RULES),
  workedCases: z.array(workedCaseSchema).max(MOST_WORKED_CASES),
});
export type StepWords = z.infer<typeof stepWordsSchema>;

/**
 * The words of an LLM grader that a candidate may change: whole, not as differences. `extraction` is null where the
 * grader reads the target information without a model.
 */
export const graderChangesSchema = z.strictObject({
  scoring: stepWordsSchema,
  extraction: stepWordsSchema.nullable(),
});
export type GraderChanges = z.infer<typeof graderChangesSchema>;

/** The words of a definition as they are: what a candidate begins with. */
export function changesOf({ extraction, scoring }: LlmGraderDefinition): GraderChanges {
  const { instructions, rules, workedCases } = scoring;
  return { scoring: { instructions, rules, workedCases }, extraction: wordsOf(extraction) };
}

function wordsOf(step: ExtractionStep): StepWords | null {
  if (step.kind === "offline") return null;
  const { instructions, rules = [], workedCases = [] } = step;
  return { instructions, rules, workedCases };
}

/**
 * The definition with other words and everything else as it was: models, votes, settings, so that the two differ in
 * nothing but what was written. The same words give an equal definition.
 */
export function applyChanges(definition: LlmGraderDefinition, changes: GraderChanges): LlmGraderDefinition {
  const { extraction, scoring } = definition;
  return {
    ...definition,
    extraction:
      extraction.kind === "offline" || changes.extraction === null
        ? extraction
        : withWords(extraction, changes.extraction),
    scoring: { ...scoring, ...changes.scoring },
  };
}

/** No rules leave no key: a step without them is the step that it was before there were any. */
function withWords(step: LlmExtractionStep, { instructions, rules, workedCases }: StepWords): LlmExtractionStep {
  const { rules: _rules, workedCases: _cases, ...rest } = step;
  return {
    ...rest,
    instructions,
    ...(rules.length === 0 ? {} : { rules }),
    ...(workedCases.length === 0 ? {} : { workedCases }),
  };
}
