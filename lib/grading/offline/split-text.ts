import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { matchEnd } from "@/lib/grading/offline/compile-phrases";

/** A stretch of a text; UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Sentence extends Span {
  /** It ends with a question mark. */
  readonly marked: boolean;
}

const ENDS_SENTENCE = /(?:[?!。？！…\n\r]|\.(?![\p{L}\p{N}])|(?<=\p{Ll})\.(?=\p{Lu}))+["'”’)\]]*/gu;
const ENDS_CLAUSE = /[,;，；](?!\d)|:(?=\s)|\s[-–—]+\s|--+|—|\.{2,}/gu;
const EDGE = /[\s\p{P}\p{S}]/u;
const QUESTION_MARK = /[?？]/u;

/** Blanks out machine text, letter for letter, so that every offset stays. */
export function blankMarkers(text: string, language: CompiledLanguage): string {
  return language.markers.reduce((rest, marker) => rest.replaceAll(marker, " ".repeat(marker.length)), text);
}

/** Blanks out sounds and the commas around them, so that a measure may run across them ("ten, uh, a day"). */
export function blankFillers(text: string, language: CompiledLanguage): string {
  return text.replace(language.fillersWithCommas, (match) => " ".repeat(match.length));
}

/** Takes white space, punctuation and symbols off both ends; null where nothing is left. */
export function trimSpan(text: string, { start, end }: Span): Span | null {
  let from = start;
  let to = end;
  while (from < to && EDGE.test(text[from] ?? "")) from += 1;
  while (to > from && EDGE.test(text[to - 1] ?? "")) to -= 1;
  return from < to ? { start: from, end: to } : null;
}

/** Sentences by their end marks and line breaks; a point within a number or a name ends none. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const push = (end: number, mark: string) => {
    const span = trimSpan(text, { start, end });
    if (span !== null) sentences.push({ ...span, marked: QUESTION_MARK.test(mark) });
    else if (QUESTION_MARK.test(mark)) {
      // A mark after blanks belongs to what was said before it.
      const last = sentences.pop();
      if (last !== undefined) sentences.push({ ...last, marked: true });
    }
  };
  for (const match of text.matchAll(ENDS_SENTENCE)) {
    push(match.index, match[0]);
    start = match.index + match[0].length;
  }
  push(text.length, "");
  return sentences;
}

/** Clauses of a stretch, by commas, semicolons and dashes. */
export function splitClauses(text: string, span: Span): Span[] {
  const clauses: Span[] = [];
  let start = span.start;
  const push = (end: number) => {
    const clause = trimSpan(text, { start, end });
    if (clause !== null) clauses.push(clause);
  };
  ENDS_CLAUSE.lastIndex = 0;
  for (const match of text.slice(span.start, span.end).matchAll(ENDS_CLAUSE)) {
    push(span.start + match.index);
    start = span.start + match.index + match[0].length;
  }
  push(span.end);
  return clauses;
}

/** Takes every phrase of `expression` (sticky) off the start, with the blanks and commas after it. */
export function stripStart(text: string, span: Span, ...expressions: readonly RegExp[]): Span | null {
  let rest = trimSpan(text, span);
  while (rest !== null) {
    const current: Span = rest;
    const end = Math.max(...expressions.map((expression) => matchEnd(expression, text, current.start)));
    if (end <= current.start || end > current.end) return current;
    rest = trimSpan(text, { start: end, end: current.end });
  }
  return null;
}

/**
 * Takes acknowledgements and greetings off the start where they stand by themselves, that is before a comma or the
 * end: "right, and the pain" loses its "right", "right side" keeps it.
 */
export function stripChatter(text: string, span: Span, language: CompiledLanguage): Span | null {
  let rest = stripStart(text, span, language.startersAt);
  while (rest !== null) {
    const end = matchEnd(language.chatterAt, text, rest.start);
    if (end <= rest.start) return rest;
    if (end >= rest.end) return null;
    if (language.spaced && !/\p{P}/u.test(text[end] ?? "")) return rest;
    rest = stripStart(text, { start: end, end: rest.end }, language.startersAt);
  }
  return null;
}
