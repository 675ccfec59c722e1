/** Long enough to keep most n-grams of a sentence apart, short enough for principal components. */
const DIMENSIONS = 128;
const SHORTEST = 3;
const LONGEST = 5;
/** What is judged stands early; the rest of a very long text would drown it. */
const MOST_CHARACTERS = 2_000;

/**
 * A text as a vector of 128 numbers of length 1: its words and character n-grams (3 to 5), hashed with signs, each
 * counted by the square root of how often it occurs. Works in any language and needs no model. Null where the text has
 * no letters or figures. O(characters).
 * Source: Weinberger et al. 2009, "Feature hashing for large scale multitask learning".
 */
export function hashText(text: string): Float32Array | null {
  const folded = text.slice(0, MOST_CHARACTERS).normalize("NFKC").toLowerCase();
  const words = folded.match(/[\p{L}\p{N}]+/gu);
  if (words === null) return null;
  const counts = new Map<number, number>();
  const add = (gram: string) => {
    const hash = fnv1a(gram);
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  };
  for (const word of words) {
    add(`=${word}`);
    const framed = `<${word}>`;
    for (let size = SHORTEST; size <= LONGEST; size += 1) {
      for (let at = 0; at + size <= framed.length; at += 1) add(framed.slice(at, at + size));
    }
  }
  const vector = new Float32Array(DIMENSIONS);
  for (const [hash, count] of counts) {
    const place = (hash >>> 1) % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + ((hash & 1) === 0 ? 1 : -1) * Math.sqrt(count);
  }
  const norm = Math.hypot(...vector);
  return norm === 0 ? null : vector.map((value) => value / norm);
}

/** FNV-1a with a last mixing, so that low bits are as good as high ones. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
