import { type CompiledConcept, type CompiledLanguage, listStarts } from "@/lib/grading/offline/compile-language";
import { firstMatch } from "@/lib/grading/offline/compile-phrases";
import type { Span } from "@/lib/grading/offline/split-text";

/** What a question, or an item's attribute, is about. Concept ids are the same in every language of the profile. */
export interface Subject {
  /** In the order of their mention. */
  readonly findings: readonly string[];
  readonly facet: string | null;
  readonly topic: string | null;
  /** Set where the question is about something that is no target information. */
  readonly notItem: string | null;
  /** The stems of the content words, for subjects the vocabulary does not know. */
  readonly words: readonly string[];
}

interface Mention extends Span {
  readonly concept: CompiledConcept;
}

/** Every concept mentioned in the span; of overlapping mentions the longest stands. */
export function findMentions(text: string, span: Span, language: CompiledLanguage): Mention[] {
  const part = text.slice(span.start, span.end);
  const mentions: Mention[] = [];
  const starts = [...listStarts(part, language.spaced)];
  const possible = new Set(starts.flatMap((start) => language.conceptsByStart.get(start) ?? []));
  for (const concept of possible) {
    for (const match of part.matchAll(concept.phrases)) {
      if (match[0] === "") continue;
      mentions.push({ concept, start: span.start + match.index, end: span.start + match.index + match[0].length });
    }
  }
  const length = (mention: Mention) => mention.end - mention.start;
  const standing: Mention[] = [];
  for (const mention of mentions.sort((a, b) => length(b) - length(a) || a.start - b.start)) {
    // Two concepts may share one phrase; both stand then.
    const covered = standing.some(
      (other) =>
        mention.start < other.end &&
        other.start < mention.end &&
        !(mention.start === other.start && mention.end === other.end),
    );
    if (!covered) standing.push(mention);
  }
  return standing.sort((a, b) => a.start - b.start);
}

function stemWord(word: string, language: CompiledLanguage): string {
  const lower = word.normalize("NFKC").toLowerCase().replaceAll("’", "'");
  const ending = language.profile.wordEndings.find(
    (suffix) => lower.endsWith(suffix) && lower.length - suffix.length >= 3,
  );
  return ending === undefined ? lower : lower.slice(0, -ending.length);
}

/** The words of a span that say something: no stop words, no fillers. Without blanks, runs of letters. */
export function listContentWords(text: string, span: Span, language: CompiledLanguage): string[] {
  const bare = text.slice(span.start, span.end).replace(language.fillers, " ").replace(language.stopWords, " ");
  return bare.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu) ?? [];
}

/** Stems to compare by: of words where the language has blanks, else pairs of neighbouring letters. */
export function listStems(text: string, span: Span, language: CompiledLanguage): string[] {
  const words = listContentWords(text, span, language);
  if (language.spaced) return [...new Set(words.map((word) => stemWord(word, language)))];
  const pairs = words.flatMap((word) => {
    const letters = [...word.normalize("NFKC").toLowerCase()];
    return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index] ?? ""}${letter}`);
  });
  return [...new Set(pairs)];
}

/** "Any pain with the rash?": the rash is not what is asked for. */
function isBackground(text: string, span: Span, mention: Span, language: CompiledLanguage): boolean {
  const before = text.slice(span.start, mention.start);
  const clause = before.slice(Math.max(before.lastIndexOf(","), before.lastIndexOf("，")) + 1);
  return firstMatch(language.backgrounds, clause) !== null;
}

/**
 * Reads what a stretch of text is about. The kinds exclude each other in this order: not an item (unless a topic
 * outranks it), a topic, findings with or without a facet, a facet alone, words only.
 */
export function readSubject(text: string, span: Span, language: CompiledLanguage): Subject {
  const mentions = findMentions(text, span, language);
  const ids = (kind: CompiledConcept["kind"]) => [
    ...new Set(mentions.filter(({ concept }) => concept.kind === kind).map(({ concept }) => concept.id)),
  ];
  const topics = ids("topic");
  const facets = new Set(ids("facet"));
  // "Does it spread, like to your jaw?": what comes after "like" only illustrates where it might.
  const illustration = firstMatch(language.rephrasings, text, span.start, span.end)?.start ?? span.end;
  const named = mentions.filter(
    ({ concept, start }) => concept.kind === "finding" && (facets.size === 0 || start < illustration),
  );
  const asked = named.filter((mention) => !isBackground(text, span, mention, language));
  // A facet may be of something that is not named; without one, the background is all there is.
  const standing = new Set((asked.length > 0 || facets.size > 0 ? asked : named).map(({ concept }) => concept.id));
  const wider = new Set([...standing].map((id) => language.broader[id]));
  const findings = [...standing].filter((id) => !wider.has(id));
  const words = listStems(text, span, language);
  // "Any other symptoms, like fever?" asks for fever: an open topic gives way to anything definite.
  const definite = topics.filter((topic) => !language.openTopics.has(topic));
  const outranking = definite.find((topic) => language.outranks.has(topic));
  const notItem = outranking === undefined ? (ids("not_item")[0] ?? null) : null;
  const topic = outranking ?? definite[0] ?? (findings.length === 0 ? (topics[0] ?? null) : null);
  const facet = language.concepts.find((concept) => concept.kind === "facet" && facets.has(concept.id))?.id ?? null;
  return { findings, facet, topic, notItem, words };
}
