import type { Evidence } from "@/lib/grading/evidence";
import type { GradeOutcome } from "@/lib/grading/grader";
import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { type ExtractedTurn, quote, quoteQuestion } from "@/lib/grading/offline/extract-items";
import { listBlock, readBlockQuestions } from "@/lib/grading/offline/read-block";
import { trimSpan } from "@/lib/grading/offline/split-text";
import { countOf, type Wording } from "@/lib/grading/offline/word-rationale";
import type { Message } from "@/lib/trajectory/message";
import type { StopLabel, Turn } from "@/lib/trajectory/turn";

/** How surely the structural label is what a clinician would say. */
const CERTAINTY = {
  /** The expert goes on to find something out, or says nothing more. */
  clear: 0.97,
  /** The talk goes on but nothing more is found out: to a reader the asking may have ended here. */
  onlyTalk: 0.6,
  /** The label says stop, and yet the expert's last words ask something. */
  openQuestion: 0.7,
} as const;

const QUOTE_MAX = 120;

/** A message as a quote: the whole of it where short, else its first words. */
function quoteMessage(messages: readonly Message[], position: number): Evidence[] {
  const content = messages[position]?.content ?? "";
  const span = trimSpan(content, { start: 0, end: content.length });
  if (span === null) return [];
  if (span.end - span.start <= QUOTE_MAX) return [quote(messages[position], position, span)];
  const blank = content.lastIndexOf(" ", span.start + QUOTE_MAX);
  let end = blank > span.start ? blank : span.start + QUOTE_MAX;
  // Not through a pair of surrogates.
  if (/[\ud800-\udbff]/.test(content[end - 1] ?? "")) end -= 1;
  return [quote(messages[position], position, { start: span.start, end })];
}

function countClientBlocks(messages: readonly Message[], from: number): number {
  let blocks = 0;
  for (let at = from; at < messages.length; at += 1) {
    if (messages[at]?.role === "user" && messages[at - 1]?.role !== "user") blocks += 1;
  }
  return blocks;
}

/**
 * The stop label by structure: stop iff the client never speaks again. `later` is what the expert finds out from this
 * turn on, this turn included; it moves the confidence only.
 */
export function readDecision(
  messages: readonly Message[],
  turn: Turn,
  later: readonly ExtractedTurn[],
  language: CompiledLanguage,
  { client, expert }: Wording,
): GradeOutcome<StopLabel> {
  const start = turn.contextMessageCount;
  const count = countClientBlocks(messages, start);
  const ok = (value: StopLabel, rationale: string, confidence: number, evidence: readonly Evidence[]) =>
    ({ status: "ok", value, rationale, evidence, confidence, rawAnswer: null }) as const;
  if (count === 0) {
    const block = listBlock(messages, start, "assistant");
    const last = block.at(-1);
    if (last === undefined) {
      const rationale = `The dialogue ends here: the ${expert} says nothing more.`;
      return ok("stop", rationale, CERTAINTY.clear, quoteMessage(messages, start - 1));
    }
    const asks = readBlockQuestions(messages, block, language).some(({ subject }) => subject.notItem === null);
    const rationale = asks
      ? `The ${client} does not speak again, although the ${expert}'s last words still ask something.`
      : `The ${expert} closes the dialogue: the ${client} does not speak again.`;
    return ok("stop", rationale, asks ? CERTAINTY.openQuestion : CERTAINTY.clear, quoteMessage(messages, last));
  }
  const times = `the ${client} speaks ${countOf(count, "more time")}`;
  const asking = later.find(({ items }) => items.length > 0);
  const question = asking?.questions[0];
  if (question !== undefined) {
    const rationale = `The ${expert} keeps asking: ${times}.`;
    return ok("continue", rationale, CERTAINTY.clear, [quoteQuestion(messages, question)]);
  }
  const rationale = `The talk goes on: ${times}, but the ${expert} finds out nothing more.`;
  const next = messages.findIndex(({ role }, position) => position >= start && role === "user");
  return ok("continue", rationale, CERTAINTY.onlyTalk, quoteMessage(messages, next));
}
