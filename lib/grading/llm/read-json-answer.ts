import {
  ANSWER_WORDS,
  type AnswerText,
  mismatch,
  type ParsedAnswer,
  readFinish,
  unparsable,
} from "@/lib/grading/llm/answer-outcome";
import { THINKING_CLOSE, THINKING_OPEN } from "@/lib/grading/llm/thinking-marks";
import { findRepeatedKey } from "@/lib/trajectory/find-repeated-key";

/** What a kind of answer looks like as JSON. */
export interface JsonShape<Value> {
  /** Keys by which an object is told to be meant as the answer. */
  readonly keys: readonly string[];
  /** The object as a value, or what is wrong with it. */
  readonly read: (object: unknown) => ParsedAnswer<Value>;
  /** Whether two answers say the same. */
  readonly isSame: (one: Value, other: Value) => boolean;
}

/** An object within the text. `value` is undefined where it is no valid JSON. */
interface FoundObject {
  readonly raw: string;
  readonly value: unknown;
}

interface Scan {
  /** What stands after the thought. */
  readonly objects: readonly FoundObject[];
  /** What stands before a closing mark that nothing opened: thought, or words that were made to look like it. */
  readonly drafts: readonly FoundObject[];
  readonly isThoughtOpen: boolean;
  readonly breaksOff: boolean;
}

/** A mark of thought, or a brace that may begin a JSON object. */
const LANDMARK = new RegExp(`(${THINKING_OPEN})|(${THINKING_CLOSE})|\\{(?=\\s*["}])`, "giu");

/** Where the object that begins at `start` ends, its brace included; -1 where it does not. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b) depth += 1;
    else if (code === 0x7d) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
}

function readObject(raw: string): FoundObject {
  try {
    return { raw, value: JSON.parse(raw) };
  } catch {
    return { raw, value: undefined };
  }
}

function scan(text: string): Scan {
  const closings = [...text.matchAll(new RegExp(THINKING_CLOSE, "giu"))];
  const lastClosing = closings.at(-1)?.index ?? -1;
  const drafts: FoundObject[] = [];
  let objects: FoundObject[] = [];
  const landmark = new RegExp(LANDMARK);
  for (let match = landmark.exec(text); match !== null; match = landmark.exec(text)) {
    if (match[1] !== undefined) {
      const closing = closings.find(({ index }) => index >= landmark.lastIndex);
      if (closing === undefined) return { objects, drafts, isThoughtOpen: true, breaksOff: false };
      landmark.lastIndex = closing.index + closing[0].length;
    } else if (match[2] !== undefined) {
      drafts.push(...objects);
      objects = [];
    } else {
      const end = endOfObject(text, match.index);
      if (end !== -1) {
        objects.push(readObject(text.slice(match.index, end)));
        landmark.lastIndex = end;
      } else if (match.index < lastClosing) {
        // A thought may hold a lone brace. What stands before the last closing mark is looked at once, not brace by brace.
        objects.push({ raw: text.slice(match.index, lastClosing), value: undefined });
        landmark.lastIndex = lastClosing;
      } else {
        return { objects, drafts, isThoughtOpen: false, breaksOff: true };
      }
    }
  }
  return { objects, drafts, isThoughtOpen: false, breaksOff: false };
}

function isMeant<Value>({ raw, value }: FoundObject, { keys }: JsonShape<Value>): boolean {
  if (value === undefined) return keys.some((key) => raw.includes(`"${key}"`));
  return typeof value === "object" && value !== null && keys.some((key) => Object.hasOwn(value, key));
}

function readFound<Value>(found: FoundObject, shape: JsonShape<Value>): ParsedAnswer<Value> {
  if (found.value === undefined) return unparsable("The answer looks like JSON, but is not valid JSON.");
  const repeated = findRepeatedKey(found.raw);
  if (repeated !== null) return mismatch("The answer gives a key twice.");
  return shape.read(found.value);
}

/** The one answer among objects that are meant as it. */
function settle<Value>(meant: readonly FoundObject[], shape: JsonShape<Value>): ParsedAnswer<Value> {
  const [first, ...others] = meant.map((found) => readFound(found, shape));
  if (first === undefined) return unparsable(ANSWER_WORDS.notFound);
  for (const other of others) {
    const agrees = first.status === "parsed" && other.status === "parsed" && shape.isSame(first.value, other.value);
    if (!agrees) return mismatch(ANSWER_WORDS.contradicts);
  }
  return first;
}

/**
 * Reads the one JSON object of an answer's shape out of the text around it: code fences, prose, thought. An example
 * within thought is no answer; one outside of it is, so that next to another it makes the whole contradict itself.
 */
export function readJsonAnswer<Value>(answer: AnswerText, shape: JsonShape<Value>): ParsedAnswer<Value> {
  const plain = readFinish(answer);
  if (plain !== null) return plain;
  const { objects, drafts, isThoughtOpen, breaksOff } = scan(answer.text);
  if (answer.finishReason === "length") {
    // Models that are held to JSON may end their answer and go on with blanks until the limit: nothing is missing then.
    const [whole] = objects;
    const outcome = whole === undefined ? null : readFound(whole, shape);
    const isWhole = whole !== undefined && answer.text.replace(/^\ufeff/u, "").trim() === whole.raw;
    return isWhole && outcome?.status === "parsed" ? outcome : unparsable(ANSWER_WORDS.cutOff);
  }
  if (isThoughtOpen) return unparsable(ANSWER_WORDS.onlyThought);
  if (breaksOff) return unparsable(ANSWER_WORDS.breaksOff);
  const meant = objects.filter((found) => isMeant(found, shape));
  if (meant.length === 0) {
    if (objects.some(({ value }) => value !== undefined))
      return mismatch("The answer is JSON, but not what was asked for.");
    return unparsable(drafts.length > 0 ? ANSWER_WORDS.onlyThought : ANSWER_WORDS.notFound);
  }
  const outcome = settle(meant, shape);
  const draft = drafts.filter((found) => isMeant(found, shape));
  if (outcome.status === "parsed" && draft.length > 0) {
    const before = settle(draft, shape);
    const agrees = before.status === "parsed" && shape.isSame(before.value, outcome.value);
    if (!agrees) return mismatch(ANSWER_WORDS.contradicts);
  }
  return outcome;
}
