import { type DomainProfile, expandMacros, type LanguageProfile } from "@/lib/grading/domain-profile";
import { compilePattern, compilePhrases } from "@/lib/grading/offline/compile-phrases";

export type ConceptKind = "finding" | "facet" | "topic" | "not_item";

export interface CompiledConcept {
  readonly id: string;
  readonly kind: ConceptKind;
  /** Kin of a finding or topic; empty for the other kinds. */
  readonly group: string;
  /** What it is called in this language. */
  readonly name: string;
  readonly phrases: RegExp;
  readonly measures: readonly RegExp[];
  readonly hints: readonly RegExp[];
}

/** One language of a domain profile, ready to match. Expressions named `…At` are sticky, the others global. */
export interface CompiledLanguage {
  readonly spaced: boolean;
  readonly profile: LanguageProfile;
  readonly concepts: readonly CompiledConcept[];
  /** Concepts by how one of their phrases starts: most texts can mention few of them. */
  readonly conceptsByStart: ReadonlyMap<string, readonly CompiledConcept[]>;
  readonly conceptById: ReadonlyMap<string, CompiledConcept>;
  readonly states: ReadonlySet<string>;
  readonly trouble: RegExp;
  readonly broader: Readonly<Record<string, string>>;
  readonly outranks: ReadonlySet<string>;
  readonly openTopics: ReadonlySet<string>;
  readonly markers: readonly string[];
  readonly letters: RegExp;
  readonly unspecified: RegExp;
  readonly fillers: RegExp;
  readonly fillersWithCommas: RegExp;
  readonly fillersAt: RegExp;
  readonly startersAt: RegExp;
  readonly chatterAt: RegExp;
  /** Acknowledgements between two commas. */
  readonly chatterInside: RegExp;
  /** What a value must not end with: acknowledgements and words that lead on. */
  readonly trailing: RegExp;
  /** Words that a cut value must not end with: they lead on to what was cut off. */
  readonly weakEnd: RegExp;
  readonly leadInsAt: RegExp;
  readonly breaks: RegExp;
  readonly stopWords: RegExp;
  readonly openersAt: RegExp;
  readonly inside: RegExp;
  readonly endings: RegExp;
  readonly tagsAt: RegExp;
  readonly closersAt: RegExp;
  readonly rephrasings: RegExp;
  readonly rephrasingsAt: RegExp;
  readonly joints: RegExp;
  readonly backgrounds: RegExp;
  readonly invitations: RegExp;
  readonly checksAt: RegExp;
  readonly yesAt: RegExp;
  readonly noAt: RegExp;
  readonly negations: RegExp;
  readonly unsureAt: RegExp;
  readonly doubtfulAt: RegExp;
  readonly unanswered: RegExp;
}

function listConceptKinds(profile: DomainProfile): { id: string; kind: ConceptKind; group: string }[] {
  return [
    ...Object.entries(profile.findings).flatMap(([group, ids]) =>
      ids.map((id) => ({ id, kind: "finding" as const, group })),
    ),
    ...profile.facets.map((id) => ({ id, kind: "facet" as const, group: "" })),
    ...Object.entries(profile.topics).flatMap(([group, ids]) =>
      ids.map((id) => ({ id, kind: "topic" as const, group })),
    ),
    ...profile.notItems.map((id) => ({ id, kind: "not_item" as const, group: "" })),
  ];
}

const WORD = /[\p{L}\p{N}]+/gu;

/** How the words of a text start: two letters where blanks part the words, else each letter by itself. */
export function listStarts(text: string, spaced: boolean): Set<string> {
  if (!spaced) return new Set(text.toLowerCase());
  return new Set(Array.from(text.matchAll(WORD), ([word]) => word.slice(0, 2).toLowerCase()));
}

function indexByStart(
  concepts: readonly CompiledConcept[],
  { terms, spaced }: LanguageProfile,
): Map<string, CompiledConcept[]> {
  const index = new Map<string, CompiledConcept[]>();
  for (const concept of concepts) {
    const starts = (terms[concept.id] ?? [concept.id]).map((phrase) =>
      spaced ? phrase.slice(0, 2).toLowerCase() : phrase.slice(0, 1).toLowerCase(),
    );
    for (const start of new Set(starts)) index.set(start, [...(index.get(start) ?? []), concept]);
  }
  return index;
}

function compileOne(profile: DomainProfile, language: LanguageProfile): CompiledLanguage {
  const { spaced, questions, answers } = language;
  const anywhere = (phrases: readonly string[]) => compilePhrases(phrases, spaced, "anywhere");
  const at = (phrases: readonly string[]) => compilePhrases(phrases, spaced, "at");
  // Without blanks a short word may be the start of a longer one; it stands alone only before punctuation.
  const aloneAt = (phrases: readonly string[]) =>
    spaced ? at(phrases) : new RegExp(`${at(phrases).source}(?=[\\s\\p{P}]|$)`, "iuy");
  const patterns = (sources: readonly string[] | undefined) =>
    (sources ?? []).map((source) => compilePattern(expandMacros(source, language.macros), spaced));
  const concepts = listConceptKinds(profile).map(({ id, kind, group }) => {
    const phrases = language.terms[id] ?? [id];
    return {
      id,
      kind,
      group,
      name: phrases[0] ?? id,
      phrases: anywhere(phrases),
      measures: patterns(language.measures[id]),
      hints: patterns(language.hints[id]),
    };
  });
  return {
    spaced,
    profile: language,
    concepts,
    conceptsByStart: indexByStart(concepts, language),
    conceptById: new Map(concepts.map((concept) => [concept.id, concept])),
    states: new Set(profile.states),
    trouble: anywhere(language.trouble),
    broader: profile.broader,
    outranks: new Set(profile.outranks),
    openTopics: new Set(profile.openTopics),
    markers: profile.markers,
    letters: new RegExp(`\\p{Script=${language.script}}`, "gu"),
    unspecified: anywhere(language.unspecified),
    fillers: anywhere(language.fillers),
    fillersWithCommas: new RegExp(`[,，]?\\s*${anywhere(language.fillers).source}\\s*[,，]?`, "giu"),
    fillersAt: aloneAt(language.fillers),
    startersAt: aloneAt([...language.fillers, ...language.starters]),
    chatterAt: aloneAt(language.chatter),
    chatterInside: new RegExp(`(?<=[,，;])\\s*${anywhere(language.chatter).source}\\s*[,，;]`, "giu"),
    trailing: new RegExp(
      `(?:\\s*[,，]\\s*${anywhere(language.chatter).source}|[\\s,，]+${anywhere([...language.fillers, ...questions.joints, ...questions.rephrasings]).source})+[\\s\\p{P}]*$`,
      "iu",
    ),
    weakEnd: new RegExp(
      `(?:[\\s,，]+${anywhere([...language.breaks, ...language.stopWords]).source})+[\\s\\p{P}]*$`,
      "iu",
    ),
    leadInsAt: at(language.leadIns),
    breaks: anywhere(language.breaks),
    stopWords: anywhere(language.stopWords),
    openersAt: at(questions.openers),
    inside: anywhere(questions.inside),
    endings: new RegExp(`${anywhere(questions.endings).source}[\\s.,!?。，！？…]*$`, "iu"),
    tagsAt: at(questions.tags),
    closersAt: at(questions.closers),
    rephrasings: anywhere(questions.rephrasings),
    rephrasingsAt: at(questions.rephrasings),
    joints: anywhere(questions.joints),
    backgrounds: anywhere(questions.backgrounds),
    invitations: anywhere(questions.invitations),
    checksAt: at(questions.checks),
    yesAt: at(answers.yes),
    noAt: at(answers.no),
    negations: anywhere(answers.negations),
    unsureAt: at(answers.unsure),
    doubtfulAt: at(answers.doubtful),
    unanswered: anywhere(answers.unanswered),
  };
}

/** Compiles every language of a profile, in its order. */
export function compileLanguages(profile: DomainProfile): readonly CompiledLanguage[] {
  return Object.values(profile.languages).map((language) => compileOne(profile, language));
}

/** The language whose script most of the letters are of; null where no text has a letter of any. */
export function detectLanguage(
  texts: readonly string[],
  languages: readonly CompiledLanguage[],
): CompiledLanguage | null {
  let best: CompiledLanguage | null = null;
  let most = 0;
  for (const language of languages) {
    let count = 0;
    for (const text of texts) count += text.match(language.letters)?.length ?? 0;
    if (count > most) {
      best = language;
      most = count;
    }
  }
  return best;
}
