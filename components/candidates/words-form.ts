import { z } from "zod";
import type { CaseRow, GraderProblem, RuleRow } from "@/components/graders/grader-form";
import type { GraderChanges, StepWords } from "@/lib/grading/llm/grader-changes";

/** One step's words as they are typed; rows have keys that outlive reordering. */
export interface StepForm {
  readonly instructions: string;
  readonly rules: readonly RuleRow[];
  readonly cases: readonly CaseRow[];
}

export interface WordsForm {
  readonly scoring: StepForm;
  /** Null where the grader reads the target information without a model. */
  readonly extraction: StepForm | null;
}

const stepFormSchema: z.ZodType<StepForm> = z.object({
  instructions: z.string(),
  rules: z.array(z.object({ key: z.number(), text: z.string() })),
  cases: z.array(z.object({ key: z.number(), title: z.string(), text: z.string() })),
});

/** The form as a browser keeps it. */
export const wordsFormSchema: z.ZodType<WordsForm> = z.object({
  scoring: stepFormSchema,
  extraction: stepFormSchema.nullable(),
});

const stepForm = ({ instructions, rules, workedCases }: StepWords): StepForm => ({
  instructions,
  rules: rules.map((text, key) => ({ key, text })),
  cases: workedCases.map((one, key) => ({ key, ...one })),
});

export function wordsForm({ scoring, extraction }: GraderChanges): WordsForm {
  return { scoring: stepForm(scoring), extraction: extraction === null ? null : stepForm(extraction) };
}

/** Empty rules and cases are rows that nobody filled in. */
const stepWords = ({ instructions, rules, cases }: StepForm): StepWords => ({
  instructions: instructions.trim(),
  rules: rules.map(({ text }) => text.trim()).filter((text) => text !== ""),
  workedCases: cases
    .map(({ title, text }) => ({ title: title.trim(), text: text.trim() }))
    .filter(({ title, text }) => title !== "" || text !== ""),
});

export function changesOfForm({ scoring, extraction }: WordsForm): GraderChanges {
  return { scoring: stepWords(scoring), extraction: extraction === null ? null : stepWords(extraction) };
}

/** Cases with a title or a text alone, by step. */
export function caseProblems({ cases }: StepForm): ReadonlySet<GraderProblem> {
  return new Set(
    cases
      .filter(({ title, text }) => (title.trim() === "") !== (text.trim() === ""))
      .map(({ key }): GraderProblem => `case.${key}`),
  );
}

export function isSameWords(one: GraderChanges, other: GraderChanges): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What a candidate says that its parent does not. */
export function addedWords(changes: StepWords, parent: StepWords | null) {
  const knownRules = new Set(parent?.rules);
  const knownCases = new Set(parent?.workedCases.map(({ title, text }) => `${title}\n${text}`));
  return {
    rules: changes.rules.filter((rule) => !knownRules.has(rule)),
    droppedRules: (parent?.rules ?? []).filter((rule) => !changes.rules.includes(rule)),
    cases: changes.workedCases.filter(({ title, text }) => !knownCases.has(`${title}\n${text}`)),
    isReworded: parent !== null && changes.instructions !== parent.instructions,
  };
}
