import { z } from "zod";
import { SCORES, type Score } from "@/lib/grading/criterion";
import { ANSWER_WORDS, type AnswerText, mismatch, type ParsedAnswer, parsed } from "@/lib/grading/llm/answer-outcome";
import { SCORING_TAGS } from "@/lib/grading/llm/answer-shape";
import { answerTextSchema, sayingTextSchema, wordIssue } from "@/lib/grading/llm/answer-text";
import { type JsonShape, readJsonAnswer } from "@/lib/grading/llm/read-json-answer";
import { readTagAnswer } from "@/lib/grading/llm/read-tag-answer";
import type { Element } from "@/lib/grading/llm/read-tags";

/** What a model says of one response. */
export interface ScoringAnswer {
  /** Null where it says that content does not apply. */
  readonly content: Score | null;
  readonly contentRationale: string;
  readonly format: Score;
  readonly formatRationale: string;
  /** As the model gave them; nobody has looked for them in the dialogue yet. */
  readonly quotes: readonly string[];
}

const RATIONALE_LENGTH_MAX = 4_000;
const QUOTE_LENGTH_MAX = 4_000;
const QUOTES_MAX = 50;

const scoreSchema = z.literal(SCORES);
const quotesSchema = z.array(answerTextSchema(QUOTE_LENGTH_MAX)).max(QUOTES_MAX);
const valueSchema = z.object({
  content_score: scoreSchema.nullable(),
  content_rationale: answerTextSchema(RATIONALE_LENGTH_MAX),
  format_score: scoreSchema,
  format_rationale: sayingTextSchema(RATIONALE_LENGTH_MAX),
  quotes: quotesSchema,
});
const jsonSchema = z.strictObject({ think: z.string(), ...valueSchema.shape });

const SCORING_KEYS = ["content_score", "format_score"] as const;

function toAnswer(value: z.output<typeof valueSchema>, isContentExpected: boolean): ParsedAnswer<ScoringAnswer> {
  const { content_score: content, content_rationale, format_score, format_rationale, quotes } = value;
  if (isContentExpected && content === null) {
    return mismatch("The answer gives no content score, although content applies.");
  }
  if (content !== null && !sayingTextSchema(RATIONALE_LENGTH_MAX).safeParse(content_rationale).success) {
    return mismatch("The answer gives a content score without a rationale.");
  }
  return parsed({
    content,
    contentRationale: content_rationale.trim(),
    format: format_score,
    formatRationale: format_rationale,
    quotes: quotes.filter((quote) => quote.trim() !== ""),
  });
}

function isSame(one: ScoringAnswer, other: ScoringAnswer): boolean {
  return one.content === other.content && one.format === other.format;
}

/** "1", "0.0" and "0.50" are scores; "0.7", "1/2" and "high" are not. Null: content does not apply. */
function readScore(text: string): Score | null | undefined {
  if (/^0(?:\.0+)?$/.test(text)) return 0;
  if (/^0?\.50*$/.test(text)) return 0.5;
  if (/^1(?:\.0+)?$/.test(text)) return 1;
  return /^(?:null|n\/a)$/i.test(text) ? null : undefined;
}

/** The answer that elements give together, or what is wrong with them. */
function readElements(elements: readonly Element[], isContentExpected: boolean): ParsedAnswer<ScoringAnswer> {
  if (elements.some(({ attributes }) => attributes !== "")) {
    return mismatch("A tag of the answer is out of its place.");
  }
  const textsOf = (name: (typeof SCORING_TAGS)[number]) =>
    elements.filter((element) => element.name === name).map(({ text }) => text);
  for (const name of SCORING_KEYS) {
    const scores = textsOf(name).map(readScore);
    if (scores.includes(undefined)) return mismatch(`The answer's ${name} is none of 0, 0.5 and 1.`);
    if (new Set(scores).size > 1) return mismatch(ANSWER_WORDS.contradicts);
  }
  const [formatScore] = textsOf("format_score");
  const [contentScore] = textsOf("content_score");
  const value = valueSchema.safeParse({
    content_score: contentScore === undefined ? null : readScore(contentScore),
    content_rationale: textsOf("content_rationale")[0] ?? "",
    format_score: formatScore === undefined ? undefined : readScore(formatScore),
    format_rationale: textsOf("format_rationale")[0] ?? "",
    quotes: [...new Set(textsOf("quote"))],
  });
  return value.success ? toAnswer(value.data, isContentExpected) : mismatch(wordIssue(value.error));
}

/**
 * Reads a scoring answer (template version 1) out of what a model sent: a JSON object or tag lines, with code fences,
 * prose and thought around it.
 *
 * It never picks between answers: where two stand in the text and give other scores, that is a schema_mismatch. Thought
 * between marks is not looked into. An answer that reached the limit of output tokens counts only where it is one whole
 * JSON object and nothing else.
 *
 * @param isContentExpected false where content does not apply anyway; else an answer without a content score is a
 *   schema_mismatch.
 */
export function parseScoringAnswer(
  answer: AnswerText,
  {
    answerFormat,
    isContentExpected,
  }: {
    readonly answerFormat: "json_schema" | "tags";
    readonly isContentExpected: boolean;
  },
): ParsedAnswer<ScoringAnswer> {
  if (answerFormat === "tags") {
    return readTagAnswer(answer, {
      names: { texts: SCORING_TAGS, containers: [], singles: [] },
      read: (elements) => readElements(elements, isContentExpected),
      isSame,
    });
  }
  const shape: JsonShape<ScoringAnswer> = {
    keys: SCORING_KEYS,
    read: (object) => {
      const result = jsonSchema.safeParse(object);
      return result.success ? toAnswer(result.data, isContentExpected) : mismatch(wordIssue(result.error));
    },
    isSame,
  };
  return readJsonAnswer(answer, shape);
}
