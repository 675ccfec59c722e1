import { z } from "zod";
import { ANSWER_WORDS, type AnswerText, mismatch, type ParsedAnswer, parsed } from "@/lib/grading/llm/answer-outcome";
import { ITEM_TAGS } from "@/lib/grading/llm/answer-shape";
import { answerTextSchema, sayingTextSchema, wordIssue } from "@/lib/grading/llm/answer-text";
import { type JsonShape, readJsonAnswer } from "@/lib/grading/llm/read-json-answer";
import { readTagAnswer } from "@/lib/grading/llm/read-tag-answer";
import type { Element } from "@/lib/grading/llm/read-tags";

/** One item as a model gives it; nobody has looked for its quotes in the dialogue yet. */
export interface AnsweredItem {
  /** Round number of the turn at which it was asked; one of those asked about. */
  readonly turn: number;
  readonly attribute: string;
  readonly value: string;
  readonly question: string;
  readonly quote: string;
}

export interface ExtractionAnswer {
  /** In the order of the answer, none of them twice. */
  readonly items: readonly AnsweredItem[];
}

/** As long as a clinician's correction may be (lib/calibration/verdict-value): an item must fit where it is agreed to. */
const ATTRIBUTE_LENGTH_MAX = 200;
const VALUE_LENGTH_MAX = 500;
const ITEMS_PER_TURN_MAX = 50;
const QUOTE_LENGTH_MAX = 4_000;

/** An item is shown and exported on one line. */
const oneLine = (max: number) => sayingTextSchema(max).transform((text) => text.replace(/\s+/gu, " "));

const itemSchema = z.strictObject({
  turn: z.number().int(),
  attribute: oneLine(ATTRIBUTE_LENGTH_MAX),
  value: oneLine(VALUE_LENGTH_MAX),
  question: answerTextSchema(QUOTE_LENGTH_MAX),
  quote: answerTextSchema(QUOTE_LENGTH_MAX),
});
const answerSchema = z.strictObject({ items: z.array(itemSchema) });

const keyOf = ({ turn, attribute, value, question, quote }: AnsweredItem) =>
  JSON.stringify([turn, attribute, value, question, quote]);

function isSame(one: ExtractionAnswer, other: ExtractionAnswer): boolean {
  const listOf = ({ items }: ExtractionAnswer) => items.map(keyOf).sort().join("\n");
  return listOf(one) === listOf(other);
}

function readItems(value: unknown, rounds: ReadonlySet<number>): ParsedAnswer<ExtractionAnswer> {
  const result = answerSchema.safeParse(value);
  if (!result.success) return mismatch(wordIssue(result.error));
  const items = [...new Map(result.data.items.map((item) => [keyOf(item), item])).values()];
  const stranger = items.find(({ turn }) => !rounds.has(turn));
  if (stranger !== undefined) {
    return mismatch(`The answer has an item for turn ${stranger.turn}, which was not asked about.`);
  }
  for (const round of rounds) {
    const count = items.filter(({ turn }) => turn === round).length;
    if (count > ITEMS_PER_TURN_MAX) return mismatch(`The answer has ${count} items for turn ${round}.`);
  }
  return parsed({ items });
}

/** `turn="3"` → 3; NaN, which the schema refuses, for anything else. */
function readTurn(attributes: string): number {
  const match = /^turn\s*=\s*(?:"(\d{1,6})"|'(\d{1,6})'|(\d{1,6}))$/i.exec(attributes);
  return Number(match?.[1] ?? match?.[2] ?? match?.[3] ?? Number.NaN);
}

function readElements(elements: readonly Element[], rounds: ReadonlySet<number>): ParsedAnswer<ExtractionAnswer> {
  const items: unknown[] = [];
  let saysNone = false;
  for (const { name, attributes, children } of elements) {
    if (name === "items" && /^none\s*\/?$/i.test(attributes)) {
      saysNone = true;
    } else if (
      name === "item" &&
      children.length === ITEM_TAGS.length &&
      children.every((child) => child.attributes === "")
    ) {
      const fields = Object.fromEntries(children.map((child) => [child.name, child.text]));
      items.push({ turn: readTurn(attributes), ...fields });
    } else {
      return mismatch("The answer has another shape than was asked for.");
    }
  }
  if (saysNone && items.length > 0) return mismatch(ANSWER_WORDS.contradicts);
  return readItems({ items }, rounds);
}

/**
 * Reads an extraction answer (template version 1) out of what a model sent: a JSON object or item lines, with code
 * fences, prose and thought around it. What it refuses, and how, is as in `parseScoringAnswer`; two answers differ where
 * their items do. An answer in item lines says that it found nothing by `<items none />`: silence is no answer.
 *
 * @param rounds the turns asked about; an item of any other is a schema_mismatch.
 */
export function parseExtractionAnswer(
  answer: AnswerText,
  { answerFormat, rounds }: { readonly answerFormat: "json_schema" | "tags"; readonly rounds: ReadonlySet<number> },
): ParsedAnswer<ExtractionAnswer> {
  if (answerFormat === "tags") {
    return readTagAnswer(answer, {
      names: { texts: ITEM_TAGS, containers: ["item"], singles: ["items"] },
      read: (elements) => readElements(elements, rounds),
      isSame,
    });
  }
  const shape: JsonShape<ExtractionAnswer> = { keys: ["items"], read: (object) => readItems(object, rounds), isSame };
  return readJsonAnswer(answer, shape);
}
