import type { Criterion } from "@/lib/grading/criterion";
import type { EvidenceView } from "@/lib/queries/grade-contract";
import type { ReviewTurn } from "@/lib/queries/review-contract";

/** One quote of the trajectory with the tag it carries in the panel and in the dialogue (D1, E2, C1). */
export interface Quote {
  readonly tag: string;
  readonly unitId: string;
  readonly criterion: Criterion;
  readonly messagePosition: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A stretch of one message over which the same quotes hold; `quotes` is empty for plain text. */
export interface QuotedSegment {
  readonly start: number;
  readonly text: string;
  readonly quotes: readonly Quote[];
  /** Quotes whose last character is here: their tags follow the segment. */
  readonly ending: readonly Quote[];
}

const LETTER: Record<Criterion, string> = { decision: "D", extraction: "E", content: "C", format: "F" };

/** All quotes of a turn's grades. Within one unit a repeated place shares its tag; numbers run in the grader's order. */
export function collectQuotes(turn: { readonly units: readonly ReviewTurn["units"][number][] }): Quote[] {
  return turn.units.flatMap((unit) => {
    if (unit.grade.status !== "ok") return [];
    const value = unit.grade.value;
    const found =
      value.criterion === "extraction"
        ? [...value.items.flatMap((item) => item.evidence), ...unit.grade.evidence]
        : unit.grade.evidence;
    const places = new Map<string, EvidenceView>();
    for (const evidence of found) places.set(placeOf(evidence), places.get(placeOf(evidence)) ?? evidence);
    return [...places.values()].map((evidence, index) => ({
      tag: `${LETTER[unit.criterion]}${index + 1}`,
      unitId: unit.unitId,
      criterion: unit.criterion,
      messagePosition: evidence.messagePosition,
      start: evidence.start,
      end: evidence.end,
      text: evidence.text,
    }));
  });
}

/** The quote of `quotes` at the place of `evidence` in one unit, to show its tag beside an item. */
export function quoteAt(quotes: readonly Quote[], unitId: string, evidence: EvidenceView): Quote | undefined {
  return quotes.find((quote) => quote.unitId === unitId && placeOf(quote) === placeOf(evidence));
}

/** Quotes in reading order, longer first where two begin together. */
export function inReadingOrder(quotes: readonly Quote[]): Quote[] {
  return [...quotes].sort((a, b) => a.messagePosition - b.messagePosition || a.start - b.start || b.end - a.end);
}

/**
 * Cuts one message where quotes begin or end, so that overlapping quotes are drawn without nesting. The segments joined
 * give the message back. A quote that isn't in the message word for word is left out: the panel still prints it.
 */
export function markQuotes(content: string, quotes: readonly Quote[]): QuotedSegment[] {
  const sound = quotes.filter((quote) => content.slice(quote.start, quote.end) === quote.text && quote.text !== "");
  const cuts = new Set([0, content.length]);
  for (const quote of sound) cuts.add(quote.start).add(quote.end);
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, index) => {
    const end = edges[index + 1] ?? content.length;
    return {
      start,
      text: content.slice(start, end),
      quotes: sound.filter((quote) => quote.start <= start && quote.end >= end),
      ending: sound.filter((quote) => quote.end === end),
    };
  });
}

function placeOf(evidence: { messagePosition: number; start: number; end: number }): string {
  return `${evidence.messagePosition}:${evidence.start}:${evidence.end}`;
}
