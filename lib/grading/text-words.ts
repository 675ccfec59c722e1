const WORD = /\p{Script=Han}+|[\p{L}\p{N}\p{M}]+/gu;
const HAN = /^\p{Script=Han}/u;

/**
 * The words of a text for comparing texts, in order, repeated where they repeat: lower case, composed forms; Chinese,
 * which has no blanks, as pairs of neighbouring characters.
 */
export function textWords(text: string): string[] {
  const runs = text.normalize("NFKC").toLowerCase().match(WORD) ?? [];
  return runs.flatMap((run) => (HAN.test(run) ? pairs([...run]) : [run]));
}

function pairs(characters: readonly string[]): string[] {
  if (characters.length < 2) return [...characters];
  return characters.slice(1).map((character, index) => `${characters[index] ?? ""}${character}`);
}

/** Shared words ÷ all words of the two, 0 … 1 (Jaccard); 1 where both have none. */
export function wordOverlap(one: string, other: string): number {
  const first = new Set(textWords(one));
  const second = new Set(textWords(other));
  if (first.size === 0 && second.size === 0) return 1;
  let shared = 0;
  for (const word of first) if (second.has(word)) shared += 1;
  return shared / (first.size + second.size - shared);
}
