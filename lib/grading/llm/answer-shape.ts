/** How an answer is asked for; which of the two is part of a grader's definition. */
type AnswerFormat = "json_schema" | "tags";

const score = { type: "number", enum: [0, 0.5, 1] } as const;
const text = { type: "string" } as const;

/** The JSON Schema of an extraction answer, within what strict structured output takes. */
export const EXTRACTION_SCHEMA = {
  name: "extraction",
  schema: {
    type: "object",
    properties: {
      items: {
        type: "array",
        items: {
          type: "object",
          properties: { turn: { type: "integer" }, attribute: text, value: text, question: text, quote: text },
          required: ["turn", "attribute", "value", "question", "quote"],
          additionalProperties: false,
        },
      },
    },
    required: ["items"],
    additionalProperties: false,
  },
} as const;

/** The JSON Schema of a scoring answer. */
export const SCORING_SCHEMA = {
  name: "scoring",
  schema: {
    type: "object",
    properties: {
      think: text,
      content_score: { anyOf: [score, { type: "null" }] },
      content_rationale: text,
      format_score: score,
      format_rationale: text,
      quotes: { type: "array", items: text },
    },
    required: ["think", "content_score", "content_rationale", "format_score", "format_rationale", "quotes"],
    additionalProperties: false,
  },
} as const;

/** The text elements of an item, and of a scoring answer, where the answer comes in tags. */
export const ITEM_TAGS = ["attribute", "value", "question", "quote"] as const;
export const SCORING_TAGS = [
  "format_score",
  "content_score",
  "content_rationale",
  "format_rationale",
  "quote",
] as const;
/** Every tag of an answer. */
export const ANSWER_TAGS = [...ITEM_TAGS, ...SCORING_TAGS, "item", "items"] as const;

/**
 * The last part of the extraction step's instructions. Neither this nor the scoring step's shows a whole answer: a model
 * that only repeats it must not be taken to have answered.
 */
export const EXTRACTION_ANSWER: Readonly<Record<AnswerFormat, string>> = {
  json_schema: `Answer with one JSON object and nothing else:
{"items": [{"turn": …, "attribute": "…", "value": "…", "question": "…", "quote": "…"}, …]}
- turn: the number of the turn at which the item was asked, one of those in TURNS.
- question: the words that ask for it, copied letter for letter from the turn's messages.
- quote: the words that answer it, copied letter for letter from one message of the answer.
Where nothing was found out at any turn, answer {"items": []}.`,
  tags: `Answer with one line for each item and nothing else:
<item turn="…"><attribute>…</attribute><value>…</value><question>…</question><quote>…</quote></item>
- turn: the number of the turn at which the item was asked, one of those in TURNS.
- question: the words that ask for it, copied letter for letter from the turn's messages.
- quote: the words that answer it, copied letter for letter from one message of the answer.
Where nothing was found out at any turn, answer with the one line <items none />.`,
};

/** The last part of the scoring step's instructions. */
export const SCORING_ANSWER: Readonly<Record<AnswerFormat, string>> = {
  json_schema: `Answer with one JSON object and nothing else:
{"think": "…", "content_score": …, "content_rationale": "…", "format_score": …, "format_rationale": "…", "quotes": ["…", …]}
- think: your reasoning, short.
- content_score and format_score: 0, 0.5 or 1. content_score is null only where TARGET is there and empty.
- content_rationale and format_rationale: one or two plain sentences each.
- quotes: the words of FUTURE that the content score rests on, copied letter for letter from one message each; [] where there are none.`,
  tags: `Answer with these lines and nothing else, each tag on one line:
<think>your reasoning, short</think>
<format_score>0.0, 0.5 or 1.0</format_score>
<content_score>0.0, 0.5 or 1.0; null only where TARGET is there and empty</content_score>
<content_rationale>one or two plain sentences</content_rationale>
<format_rationale>one or two plain sentences</format_rationale>
<quote>words of FUTURE that the content score rests on, copied letter for letter from one message</quote>
One quote line for each quote; none where there is nothing to quote.`,
};
