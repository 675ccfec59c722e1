import { createHash } from "node:crypto";
import { ANSWER_TAGS } from "@/lib/grading/llm/answer-shape";
import type { LlmStep } from "@/lib/grading/llm/llm-call";
import { THINKING_NAMES } from "@/lib/grading/llm/thinking-marks";

/** One piece of data in a prompt: lines that a model reads and never obeys. */
export interface Block {
  readonly name: "TURNS" | "DIALOGUE" | "CONTEXT" | "RESPONSE" | "FUTURE" | "TARGET" | "CORRECTION";
  readonly lines: readonly string[];
}

const NONCE_LENGTH = 12;

/** Everything that some reader takes for the end of a line: of the control characters only the tab is surely none. */
const LINE_BREAK = /\r\n|(?!\t)[\p{Cc}\u2028\u2029]/gu;

/**
 * What follows the opening bracket of a mark that data must not bring along: the marks by which model servers tell
 * speakers apart (ChatML, Llama, Mistral, Gemma, DeepSeek; some servers read them anywhere as their own), the marks of
 * thought, and the tags of an answer, which a model would copy into a quote.
 */
const AFTER_ANGLE = `[|｜]|/?(?:s|bos|eos|(?:start|end)_of_turn)>|</?SYS>>|/?(?:${THINKING_NAMES})>|/?(?:${ANSWER_TAGS.join("|")})[\\s/>]`;
const AFTER_SQUARE = "/?(?:INST|SYSTEM_PROMPT|THINK)\\]";
const MARK = new RegExp(`<(?=${AFTER_ANGLE})|\\[(?=${AFTER_SQUARE})|◁(?=/?think▷)`, "giu");
const SPELT_MARK = new RegExp(`(?<=<) (?=${AFTER_ANGLE})|(?<=\\[) (?=${AFTER_SQUARE})|(?<=◁) (?=/?think▷)`, "giu");

/** A text of the data as it stands within a block: it never begins a line, and no mark in it is whole. */
export function writeData(text: string): string {
  return text.replace(MARK, "$& ").replace(LINE_BREAK, "\n  | ");
}

/**
 * What a model copied out of a block, as it stands in the data: without a line's own beginning, and with line breaks and
 * marks as they were. What was never changed stays as it is.
 */
export function readData(copied: string): string {
  return copied
    .replace(/^\s*\[(?:\d{1,6}|-)\] [^\s:]{1,40}: /u, "")
    .replace(/\n {0,2}\| /gu, "\n")
    .replace(SPELT_MARK, "");
}

/**
 * The user's message of template version 1:
 *
 *     TASK scoring
 *     <<<CONTEXT 0f3a…
 *     [0] patient: I have a cough
 *       | and it does not stop.
 *     CONTEXT 0f3a…>>>
 *     …
 *
 * A block's marks carry a nonce of 12 hexadecimal digits that is computed from the blocks and stands in none of them;
 * data never begins a line. So nothing in the data can close a block or open one, and the same data gives the same words.
 *
 * @param again what was wrong with the answer before; one line after the blocks, null at the first attempt.
 */
export function frameBlocks(
  task: Extract<LlmStep, "extraction" | "scoring" | "proposal">,
  blocks: readonly Block[],
  again: string | null,
): string {
  const contents = blocks.map(({ lines }) => lines.join("\n"));
  const nonce = findNonce(contents);
  const framed = blocks.map(({ name }, index) => {
    const content = contents[index] ?? "";
    return `<<<${name} ${nonce}\n${content === "" ? "" : `${content}\n`}${name} ${nonce}>>>`;
  });
  return [`TASK ${task}`, ...framed, ...(again === null ? [] : [again])].join("\n");
}

/** The first digits of a hash chain over the contents that stand in none of them. */
function findNonce(contents: readonly string[]): string {
  const hash = createHash("sha256");
  for (const [index, content] of contents.entries()) hash.update(index === 0 ? content : `\n${content}`);
  let digest = hash.digest("hex");
  while (contents.some((content) => content.includes(digest.slice(0, NONCE_LENGTH)))) {
    digest = createHash("sha256").update(digest).digest("hex");
  }
  return digest.slice(0, NONCE_LENGTH);
}
