/** Where in a text a phrase may stand. */
export type PhrasePlace = "anywhere" | "at";

const LETTER = "[\\p{L}\\p{N}]";
/** A word goes on where a letter follows, with or without an apostrophe: "it" is not in "it's". */
const WORD_ENDS = `(?!${LETTER}|['’]\\p{L})`;
const WORD_BEGINS = `(?<!${LETTER}|\\p{L}['’])`;
const NOTHING = /(?!)/gu;

function writePhrase(phrase: string): string {
  return phrase
    .split(" .. ")
    .map((part) =>
      part
        .replace(/[\\^$.+?()[\]{}|/]/g, "\\$&")
        .replace(/['’]/g, "['’]")
        .replace(/\*/g, "\\p{L}*")
        .replace(/\s+/g, "\\s+"),
    )
    .join("(?:[\\s,]+[\\p{L}'’-]+){0,4}[\\s,]+");
}

/**
 * One regular expression for a list of phrases, the longest first. `at` compiles it sticky: it matches at `lastIndex`
 * only. An empty list matches nothing.
 */
export function compilePhrases(phrases: readonly string[], spaced: boolean, place: PhrasePlace): RegExp {
  if (phrases.length === 0) return NOTHING;
  const alternatives = [...phrases].sort((a, b) => b.length - a.length).map(writePhrase);
  const source = `(?:${alternatives.join("|")})`;
  return new RegExp(spaced ? `${WORD_BEGINS}${source}${WORD_ENDS}` : source, place === "at" ? "iuy" : "giu");
}

/** Compiles a pattern of the profile, on whole words where the language is spaced. */
export function compilePattern(source: string, spaced: boolean): RegExp {
  const blanks = source.replaceAll(" ", "\\s+");
  return new RegExp(spaced ? `${WORD_BEGINS}(?:${blanks})${WORD_ENDS}` : `(?:${source})`, "giu");
}

/** The end of the match that begins at `index`, or −1. Takes sticky expressions. */
export function matchEnd(expression: RegExp, text: string, index: number): number {
  expression.lastIndex = index;
  const match = expression.exec(text);
  return match === null ? -1 : index + match[0].length;
}

/** The first match at or after `from` that ends at or before `to`, or null. Takes global expressions. */
export function firstMatch(
  expression: RegExp,
  text: string,
  from = 0,
  to = text.length,
): { start: number; end: number } | null {
  expression.lastIndex = from;
  const match = expression.exec(text);
  // A global expression remembers where it stopped, and matchAll would start there.
  expression.lastIndex = 0;
  if (match === null || match[0] === "" || match.index + match[0].length > to) return null;
  return { start: match.index, end: match.index + match[0].length };
}
