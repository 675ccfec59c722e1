import type { Evidence } from "@/lib/grading/evidence";
import type { Message } from "@/lib/trajectory/message";

/** Which messages may be quoted: positions `from` … `to`−1 of the trajectory. */
export interface QuotableRange {
  readonly from: number;
  readonly to: number;
}

interface FoldedText {
  readonly text: string;
  /** The original offset of a folded one; undefined within a written character, where no quote may begin or end. */
  readonly offsetOf: (foldedOffset: number) => number | undefined;
}

const clusters = new Intl.Segmenter("und", { granularity: "grapheme" });
const PRINTABLE_ASCII = /^[ -~]*$/;
const ONLY_WHITESPACE = /^\s+$/u;

/**
 * Pieces that normalise on their own: joining their normal forms gives the normal form of the whole. Grapheme
 * clusters are nearly that, but for example half-width jamo compose across clusters, so such neighbours are joined.
 */
function splitForNormalisation(content: string): { piece: string; offset: number }[] {
  // Every such letter is its own normal form; most messages in some languages are of nothing else.
  if (PRINTABLE_ASCII.test(content)) return Array.from(content, (piece, offset) => ({ piece, offset }));
  const pieces: { piece: string; offset: number }[] = [];
  for (const { segment, index } of clusters.segment(content)) {
    const last = pieces.at(-1);
    const composes =
      last !== undefined &&
      (last.piece + segment).normalize("NFKC") !== last.piece.normalize("NFKC") + segment.normalize("NFKC");
    if (composes) last.piece += segment;
    else pieces.push({ piece: segment, offset: index });
  }
  return pieces;
}

/** Such a text is its own folded form; most messages are, and quotes are looked for in every one of a future. */
const isFolded = (content: string) => PRINTABLE_ASCII.test(content) && !content.includes("  ");

/** NFKC with every run of white space as one space, and the way back to the original's offsets. */
function foldText(content: string): FoldedText {
  if (isFolded(content)) return { text: content, offsetOf: (at) => at };
  const originalOffsets = new Map<number, number>();
  let text = "";
  for (const { piece, offset } of splitForNormalisation(content)) {
    const isSpace = ONLY_WHITESPACE.test(piece);
    if (isSpace && text.endsWith(" ")) continue;
    // The first entry wins: a quote that begins after a run of spaces must not begin inside it.
    originalOffsets.set(text.length, offset);
    text += isSpace ? " " : piece.normalize("NFKC");
  }
  originalOffsets.set(text.length, content.length);
  return { text, offsetOf: (at) => originalOffsets.get(at) };
}

/** Trims by whole pieces: a free-standing accent such as "¨" folds to a space and a mark, and that space stays. */
function foldQuote(quote: string): string {
  if (isFolded(quote)) return quote.trim();
  const pieces = splitForNormalisation(quote).map(({ piece }) => piece);
  const isWord = (piece: string): boolean => !ONLY_WHITESPACE.test(piece);
  const first = pieces.findIndex(isWord);
  if (first === -1) return "";
  // The quote's own white space stays: a mark after a line break stands alone, after a blank it would join it.
  return foldText(pieces.slice(first, pieces.findLastIndex(isWord) + 1).join("")).text;
}

/** The same message is looked through for every quote of every turn before it. */
const foldedMessages = new WeakMap<Message, FoldedText>();

function foldMessage(message: Message): FoldedText {
  const known = foldedMessages.get(message);
  if (known !== undefined) return known;
  const folded = foldText(message.content);
  foldedMessages.set(message, folded);
  return folded;
}

function findInMessage(foldedQuote: string, message: Message): { start: number; end: number } | null {
  const folded = foldMessage(message);
  for (let at = folded.text.indexOf(foldedQuote); at !== -1; at = folded.text.indexOf(foldedQuote, at + 1)) {
    const start = folded.offsetOf(at);
    const end = folded.offsetOf(at + foldedQuote.length);
    // A match that begins or ends within one written character is not a quote of it.
    if (start !== undefined && end !== undefined && end > start) return { start, end };
  }
  return null;
}

/**
 * Finds a quote in the messages it claims to come from, and says where.
 *
 * The quote counts as verbatim if it equals a stretch of one message after Unicode NFKC (which takes in NFC: composed
 * and decomposed, full-width and half-width forms are the same) with runs of white space folded to one space and
 * trimmed at both ends. Case, punctuation and words must agree. A stretch never cuts through one written character
 * (an emoji sequence, a letter and its accents).
 *
 * @returns the first such place, with UTF-16 offsets into the original content and the original's own text; null
 * where the quote is blank or not found.
 */
export function verifyEvidence(quote: string, messages: readonly Message[], range: QuotableRange): Evidence | null {
  const foldedQuote = foldQuote(quote);
  if (foldedQuote === "") return null;
  for (let position = Math.max(0, range.from); position < Math.min(range.to, messages.length); position += 1) {
    const message = messages[position];
    const found = message === undefined ? null : findInMessage(foldedQuote, message);
    if (message === undefined || found === null) continue;
    return { messagePosition: position, ...found, text: message.content.slice(found.start, found.end) };
  }
  return null;
}
