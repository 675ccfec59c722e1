import type { LlmAnswer } from "@/lib/grading/llm/llm-call";

/** As much of an answer as a parser looks at. */
export type AnswerText = Pick<LlmAnswer, "text" | "finishReason">;

/**
 * What a parser makes of an answer.
 * - unparsable: no answer stands in the text, or it breaks off
 * - schema_mismatch: an answer stands there in another shape than was asked for, or two that differ
 * - refused: the model, or what guards it, would not answer
 *
 * `message` is for a person and holds none of the dialogue's words.
 */
export type ParsedAnswer<Value> =
  | { readonly status: "parsed"; readonly value: Value }
  | {
      readonly status: "failed";
      readonly failureClass: "unparsable" | "schema_mismatch" | "refused";
      readonly message: string;
    };

export function parsed<Value>(value: Value): ParsedAnswer<Value> {
  return { status: "parsed", value };
}

export function unparsable(message: string): ParsedAnswer<never> {
  return { status: "failed", failureClass: "unparsable", message };
}

export function mismatch(message: string): ParsedAnswer<never> {
  return { status: "failed", failureClass: "schema_mismatch", message };
}

/** Words for what several parsers come upon. */
export const ANSWER_WORDS = {
  notFound: "No answer was found in the text.",
  cutOff:
    "The answer reached the limit of output tokens before it ended. Raise the limit, or ask for fewer turns in one call.",
  breaksOff: "The answer breaks off before it ends.",
  onlyThought: "The model thought, but gave no answer after it.",
  contradicts: "Two answers stand in the text, and they differ.",
} as const;

const REFUSING_REASONS = new Set(["content_filter", "refusal"]);

/** What is plain before the text is looked into; null where it must be. */
export function readFinish({ text, finishReason }: AnswerText): ParsedAnswer<never> | null {
  if (REFUSING_REASONS.has(finishReason)) {
    return {
      status: "failed",
      failureClass: "refused",
      message: "The endpoint's content filter held the answer back.",
    };
  }
  if (!/[^\s\u200b\ufeff]/u.test(text)) {
    return unparsable(finishReason === "length" ? ANSWER_WORDS.cutOff : "The model gave an empty answer.");
  }
  return null;
}
