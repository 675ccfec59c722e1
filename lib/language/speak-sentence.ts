/**
 * What the server says in whole sentences, in another language. Sentences are found by their English text, also those
 * that were stored long ago: `{0}`, `{1}` … stand for what was filled in, and a phrase is what can be filled in.
 */
export interface SentenceBook {
  readonly sentences: Readonly<Record<string, string>>;
  readonly phrases: Readonly<Record<string, string>>;
}

/** Gives a sentence of the server in the reader's language; one that the book does not know stays in English. */
export type SpeakSentence = (english: string) => string;

interface Pattern {
  readonly match: RegExp;
  readonly translation: string;
  /** Slots within “…”, which hold words of somebody else's. */
  readonly quoted: ReadonlySet<number>;
  /** Slots that a whole sentence goes into: the first before another, or the last after one. */
  readonly sentences: ReadonlySet<number>;
}

const SENTENCE_END = /(?<=[.?!”]) (?=[\p{Lu}“])/u;

/** @param book null for English */
export function makeSpeaker(book: SentenceBook | null): SpeakSentence {
  if (book === null) return (english) => english;
  const sentencePatterns = compile(book.sentences);
  const phrasePatterns = compile(book.phrases);

  const speakPhrase = (text: string): string => book.phrases[text] ?? fill(phrasePatterns, text) ?? text;

  function fill(patterns: readonly Pattern[], text: string): string | null {
    for (const { match, translation, quoted, sentences } of patterns) {
      const slots = match.exec(text)?.slice(1);
      // A slot that runs over the end of a sentence took in one that is not its own.
      const isMisread = slots?.some((slot, at) => !sentences.has(at) && !quoted.has(at) && SENTENCE_END.test(slot));
      if (slots === undefined || isMisread) continue;
      return translation.replaceAll(/\{(\d+)\}/g, (_, at: string) => {
        const slot = slots[Number(at)] ?? "";
        return sentences.has(Number(at)) ? speak(slot) : speakPhrase(slot);
      });
    }
    return null;
  }

  const speakWhole = (text: string): string | null => book.sentences[text] ?? fill(sentencePatterns, text);

  function speak(english: string): string {
    const whole = speakWhole(english);
    if (whole !== null) return whole;
    // The place of a fault before it: "reads: Give a number of reads."
    const [, place, rest] = /^([\w.[\]-]+): (.+)$/su.exec(english) ?? [];
    const spoken = rest === undefined ? null : speakWhole(rest);
    return spoken === null ? speakInParts(english) : `${place}：${spoken}`;
  }

  /** Several sentences after each other: the longest run that the book knows, then what follows it. */
  function speakInParts(english: string): string {
    const parts = english.split(SENTENCE_END);
    if (parts.length === 1) return speakPhrase(english);
    const spoken: string[] = [];
    for (let from = 0; from < parts.length; ) {
      let until = parts.length;
      let known: string | null = null;
      for (; until > from; until -= 1) {
        known = until - from === parts.length ? null : speakWhole(parts.slice(from, until).join(" "));
        if (known !== null) break;
      }
      spoken.push(known ?? ` ${parts[from]} `);
      from = known === null ? from + 1 : until;
    }
    return spoken.join("").replaceAll("  ", " ").trim();
  }

  return speak;
}

/** The more words of its own a pattern has, the sooner it is tried. */
function compile(texts: Readonly<Record<string, string>>): Pattern[] {
  const slot = /\{(\d+)\}/g;
  return Object.entries(texts)
    .filter(([english]) => english.search(slot) >= 0)
    .sort(([a], [b]) => b.replaceAll(slot, "").length - a.replaceAll(slot, "").length)
    .map(([english, translation]) => ({
      match: new RegExp(
        `^${english
          .split(slot)
          .map((part, at) => (at % 2 === 1 ? "(.+?)" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")))
          .join("")}$`,
        "su",
      ),
      translation,
      quoted: slotsOf(english, /“\{(\d+)\}”/g),
      sentences: slotsOf(english, /^\{(\d+)\} (?=\p{Lu})|(?<=\.) \{(\d+)\}$/gu),
    }));
}

function slotsOf(english: string, where: RegExp): ReadonlySet<number> {
  return new Set(
    [...english.matchAll(where)].flatMap(([, ...at]) => at.filter((one) => one !== undefined).map(Number)),
  );
}
