import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { stripStart } from "@/lib/grading/offline/split-text";

/** The longest value, in UTF-16 units: it stands beside its attribute on one line of the review screen. */
export const VALUE_LENGTH_MAX = 60;
/** A cut before a joint word must leave at least this much, or the value says nothing. */
const SHORTEST_CUT = 20;

/** Up to four words said twice. */
const STUTTER = /(?<![\p{L}\p{N}'’])((?:\p{L}[\p{L}'’]*\s+){0,3}\p{L}[\p{L}'’]*)(?:[\s,.-]+\1(?![\p{L}\p{N}'’]))+/giu;

function cutLongValue(value: string, language: CompiledLanguage): string {
  if (value.length <= VALUE_LENGTH_MAX) return value;
  const head = value.slice(0, VALUE_LENGTH_MAX + 1);
  const comma = Math.max(head.lastIndexOf(","), head.lastIndexOf("，"), head.lastIndexOf("、"));
  const joints = [...head.matchAll(language.breaks)].map(({ index }) => index);
  const blank = head.lastIndexOf(" ");
  const cut = [comma, joints.at(-1) ?? -1, blank].find((index) => index >= SHORTEST_CUT);
  if (cut !== undefined) return head.slice(0, cut).replace(language.weakEnd, "");
  // Without any place to cut, whole characters are kept.
  let kept = "";
  for (const character of value) {
    if (kept.length + character.length > VALUE_LENGTH_MAX) break;
    kept += character;
  }
  return kept;
}

/**
 * What the client said as it reads in a list: no lead-in ("I think it's …"), no sounds, no stutter, one line, at most
 * {@link VALUE_LENGTH_MAX} units. Every word that is left is the client's.
 */
export function cleanValue(said: string, language: CompiledLanguage): string {
  const line = said
    .replace(language.fillers, " ")
    .replace(/\s+/gu, " ")
    .replace(/\s+(?=[,.;，。；])/gu, "")
    .replace(/(?:[,，]\s*){2,}/gu, ", ")
    .replace(language.chatterInside, "")
    .replace(STUTTER, "$1");
  const body = stripStart(line, { start: 0, end: line.length }, language.leadInsAt);
  if (body === null) return "";
  const value = line.slice(body.start, body.end).replace(language.trailing, "");
  return cutLongValue(value, language)
    .replace(language.trailing, "")
    .replace(/[\s\p{P}]+$/u, "");
}
