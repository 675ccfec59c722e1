import {
  ANSWER_WORDS,
  type AnswerText,
  mismatch,
  type ParsedAnswer,
  readFinish,
  unparsable,
} from "@/lib/grading/llm/answer-outcome";
import { type Element, readTags, type TagNames } from "@/lib/grading/llm/read-tags";

/** What a kind of answer looks like in tags. */
export interface TagShape<Value> {
  readonly names: TagNames;
  /** The answer that elements make together, or what is wrong with them. */
  readonly read: (elements: readonly Element[]) => ParsedAnswer<Value>;
  /** Whether two answers say the same. */
  readonly isSame: (one: Value, other: Value) => boolean;
}

function readAll<Value>(elements: readonly (Element | null)[], shape: TagShape<Value>): ParsedAnswer<Value> {
  const found = elements.flatMap((element) => (element === null ? [] : [element]));
  return found.length < elements.length ? mismatch("A tag of the answer is out of its place.") : shape.read(found);
}

/** Reads the one answer in tags out of the text around it; the counterpart of `readJsonAnswer`. */
export function readTagAnswer<Value>(answer: AnswerText, shape: TagShape<Value>): ParsedAnswer<Value> {
  const plain = readFinish(answer);
  if (plain !== null) return plain;
  // Lines that are missing at the end leave no trace.
  if (answer.finishReason === "length") return unparsable(ANSWER_WORDS.cutOff);
  const { elements, drafts, isThoughtOpen, breaksOff } = readTags(answer.text, shape.names);
  if (isThoughtOpen) return unparsable(ANSWER_WORDS.onlyThought);
  if (breaksOff) return unparsable(ANSWER_WORDS.breaksOff);
  if (elements.length === 0) {
    return unparsable(drafts.length > 0 ? ANSWER_WORDS.onlyThought : ANSWER_WORDS.notFound);
  }
  const outcome = readAll(elements, shape);
  if (outcome.status === "parsed" && drafts.length > 0) {
    const before = readAll(drafts, shape);
    const agrees = before.status === "parsed" && shape.isSame(before.value, outcome.value);
    if (!agrees) return mismatch(ANSWER_WORDS.contradicts);
  }
  return outcome;
}
