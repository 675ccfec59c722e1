import type { Evidence } from "@/lib/grading/evidence";
import { readData } from "@/lib/grading/llm/frame-blocks";
import { type QuotableRange, verifyEvidence } from "@/lib/grading/verify-evidence";
import type { Message } from "@/lib/trajectory/message";

const QUOTATION_MARKS = /^\s*(?:"(.*)"|'(.*)'|“(.*)”|‘(.*)’|«(.*)»|「(.*)」|『(.*)』)\s*$/su;

/**
 * Where a model's quote stands in the dialogue: in the first of the ranges that has it. What the prompt's lines added
 * (a position, a speaker, marks of continued lines) and quotation marks around the whole are taken off where the quote
 * is not found with them. Null where it stands in none.
 */
export function findQuote(
  quote: string,
  messages: readonly Message[],
  ranges: readonly QuotableRange[],
): Evidence | null {
  const bare = readData(quote);
  const marked = QUOTATION_MARKS.exec(bare)
    ?.slice(1)
    .find((inner) => inner !== undefined);
  const readings = [...new Set([quote, bare, ...(marked === undefined ? [] : [marked])])];
  for (const reading of readings) {
    for (const range of ranges) {
      const evidence = verifyEvidence(reading, messages, range);
      if (evidence !== null) return evidence;
    }
  }
  return null;
}
