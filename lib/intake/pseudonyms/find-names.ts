import nlp from "compromise";
import { escapeForPattern } from "@/lib/intake/pseudonyms/find-numbers";
import type { IdentityProfile } from "@/lib/intake/pseudonyms/identity-profile";

const bare = (word: string) => word.replace(/\.$/, "").toLowerCase();

/** The names that stand in one text, as they stand there, without titles. */
export type NameFinder = (text: string) => string[];

const anyOf = (list: readonly string[]) => list.map(escapeForPattern).join("|");
const LATIN_NAME = "\\p{Lu}[\\p{L}'’-]+(?: \\p{Lu}[\\p{L}'’-]+){0,2}";

export function createNameFinder(profile: IdentityProfile): NameFinder {
  const notNames = new Set([...profile.titles, ...profile.notNames].map((word) => word.toLowerCase()));
  const titled = new RegExp(`(?<![\\p{L}])(?:${anyOf(profile.titles)})\\.? (${LATIN_NAME})`, "gu");
  const introduced = new RegExp(
    `(?<![\\p{L}])(?:${profile.introductions.map((word) => `(?:${escapeForPattern(word)}|${escapeForPattern(word.charAt(0).toUpperCase() + word.slice(1))})`).join("|")}) (?:(?:${anyOf(profile.titles)})\\.? )?(${LATIN_NAME})`,
    "gu",
  );
  const surname = `[${profile.surnames}]`;
  const chineseTitled = new RegExp(`(${surname}\\p{Script=Han}{0,2}?)(?:${anyOf(profile.titlesAfter)})`, "gu");
  const chineseIntroduced = new RegExp(
    `(?:${anyOf(profile.introductionsBefore)})\\s*(${surname}\\p{Script=Han}{1,2})(?![\\p{Script=Han}]{4})`,
    "gu",
  );

  const isName = (name: string) => name.split(" ").some((part) => part.length > 1 && !notNames.has(bare(part)));
  return (text) => {
    const found = new Set<string>();
    const note = (name: string | undefined) => {
      const words = (name ?? "").split(" ").filter((word) => !notNames.has(bare(word)));
      const tidy = words.join(" ").replace(/['’]s$/, "");
      if (tidy.length > 1 && isName(tidy)) found.add(tidy);
    };
    if (/\p{Script=Han}/u.test(text)) {
      for (const [, name] of text.matchAll(chineseTitled)) if (name !== undefined) found.add(name);
      for (const [, name] of text.matchAll(chineseIntroduced)) if (name !== undefined) found.add(name);
    }
    if (!/\p{Lu}\p{Ll}/u.test(text)) return [...found];
    for (const [, name] of text.matchAll(titled)) note(name);
    for (const [, name] of text.matchAll(introduced)) note(name);
    for (const name of nlp(text).people().out("array") as unknown[]) {
      if (typeof name !== "string") continue;
      // The library reads words in small letters as names, too.
      const capital = new RegExp(LATIN_NAME, "u").exec(name.replace(/[.,;:!?]+$/, ""));
      if (capital !== null) note(capital[0].replace(new RegExp(`^(?:${anyOf(profile.titles)})\\.? `, "u"), ""));
    }
    return [...found];
  };
}
