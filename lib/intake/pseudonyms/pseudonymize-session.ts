import { createNameFinder } from "@/lib/intake/pseudonyms/find-names";
import {
  asksForBirth,
  createNumberFinder,
  escapeForPattern,
  type IdentityKind,
  type IdentitySpan,
} from "@/lib/intake/pseudonyms/find-numbers";
import type { IdentityProfile } from "@/lib/intake/pseudonyms/identity-profile";
import { composeSession } from "@/lib/trajectory/formats/read-dialogue";
import type { Session } from "@/lib/trajectory/session";

export interface PseudonymizedSession {
  readonly session: Session;
  /** Pieces of text replaced, by kind. */
  readonly replaced: Readonly<Partial<Record<IdentityKind, number>>>;
}
export type Pseudonymizer = (session: Session) => PseudonymizedSession;

/** A part of a name stands for the whole from this length on: shorter ones are words. */
const NAME_PART_MIN = 3;

/**
 * Replaces what tells who people are by numbered words such as `[name 1]`. The same person or number gets the same word
 * all through a dialogue, and another dialogue counts anew: nothing is kept from which the original could be had, and
 * the same dialogue always gives the same text, so that a second import finds it unchanged.
 * What it can't promise is written in docs/pseudonyms.md.
 */
export function createPseudonymizer(profile: IdentityProfile): Pseudonymizer {
  const findNumbers = createNumberFinder(profile);
  const findNames = createNameFinder(profile);
  return (session) => {
    const texts = [session.diagnosis, ...session.messages.map(({ content }) => content)];
    const names = listNames(texts.flatMap(findNames));
    const words = new Map<string, string>();
    const counters = new Map<IdentityKind, number>();
    const replaced: Partial<Record<IdentityKind, number>> = {};
    const wordFor = ({ kind, key }: IdentitySpan) => {
      const known = words.get(key);
      if (known !== undefined) return known;
      const number = (counters.get(kind) ?? 0) + 1;
      counters.set(kind, number);
      const word = `[${kind} ${number}]`;
      words.set(key, word);
      return word;
    };
    const rewrite = (text: string, before: string) => {
      const spans = [...findNumbers(text, asksForBirth(profile, before)), ...names.find(text)];
      let written = "";
      let at = 0;
      for (const span of withoutOverlaps(spans)) {
        written += text.slice(at, span.start) + wordFor(span);
        at = span.end;
        replaced[span.kind] = (replaced[span.kind] ?? 0) + 1;
      }
      return written + text.slice(at);
    };
    const diagnosis = rewrite(session.diagnosis, "");
    const messages = session.messages.map(({ role, content }, at) => ({
      role,
      content: rewrite(content, session.messages[at - 1]?.content ?? ""),
    }));
    return { session: composeSession(session.sessionKey, session.hasDiagnosis ? diagnosis : null, messages), replaced };
  };
}

/** The names of one dialogue: where each stands, also where only a part of one is said. */
function listNames(found: readonly string[]) {
  /** Word or whole name → key of the person. */
  const keys = new Map<string, string>();
  const whole = [...new Set(found)].sort((one, other) => other.length - one.length);
  for (const name of whole) {
    const key = keys.get(name) ?? `name:${name}`;
    keys.set(name, key);
    if (/\p{Script=Han}/u.test(name)) continue;
    for (const part of name.split(" ")) if (part.length >= NAME_PART_MIN && !keys.has(part)) keys.set(part, key);
  }
  const pattern =
    keys.size === 0
      ? null
      : new RegExp(
          [...keys.keys()]
            .sort((one, other) => other.length - one.length)
            .map((name) =>
              /\p{Script=Han}/u.test(name)
                ? escapeForPattern(name)
                : `(?<![\\p{L}\\p{N}])${escapeForPattern(name)}(?![\\p{L}\\p{N}])`,
            )
            .join("|"),
          "gu",
        );
  return {
    find: (text: string): IdentitySpan[] =>
      pattern === null
        ? []
        : [...text.matchAll(pattern)].map((match) => ({
            kind: "name",
            start: match.index,
            end: match.index + match[0].length,
            key: keys.get(match[0]) ?? `name:${match[0]}`,
          })),
  };
}

/** Of pieces that overlap the one that begins first, and of those the longest; what sticks out of it stays a piece. */
function withoutOverlaps(spans: readonly IdentitySpan[]): IdentitySpan[] {
  const sorted = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: IdentitySpan[] = [];
  for (const span of sorted) {
    const start = Math.max(span.start, kept.at(-1)?.end ?? 0);
    if (start < span.end) kept.push({ ...span, start });
  }
  return kept;
}
