import type { Score } from "@/lib/grading/criterion";
import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import type { Subject } from "@/lib/grading/offline/read-subject";

export interface Nearness {
  readonly level: Score;
  /** How clear-cut the level is, 0 … 1. */
  readonly certainty: number;
}

/** What a level rests on, by how clear-cut that is. */
const CERTAINTY = {
  sameConcept: 0.9,
  /** The finding is left open on one side, or one is a case of the other. */
  widerFinding: 0.72,
  sameWords: 0.65,
  otherFacet: 0.65,
  kin: 0.5,
  openQuestion: 0.55,
  someWords: 0.45,
  unknownSubject: 0.5,
  apart: 0.78,
} as const;

/** Share of an item's words that a question must have to ask for it, or to come near it. */
const WORDS_DIRECT = 0.66;
const WORDS_RELATED = 0.34;

type Relation = "same" | "open" | "wider" | "kin" | "apart";

function relateFindings(asked: Subject, item: Subject, language: CompiledLanguage): Relation {
  if (asked.findings.length === 0 || item.findings.length === 0) return "open";
  const pairs = asked.findings.flatMap((a) => item.findings.map((b) => [a, b] as const));
  if (pairs.some(([a, b]) => a === b)) return "same";
  if (pairs.some(([a, b]) => language.broader[a] === b || language.broader[b] === a)) return "wider";
  const group = (id: string) => language.conceptById.get(id)?.group ?? id;
  return pairs.some(([a, b]) => group(a) === group(b)) ? "kin" : "apart";
}

function compareFacets(asked: Subject, item: Subject, language: CompiledLanguage): Nearness | null {
  const relation = relateFindings(asked, item, language);
  if (asked.facet !== null && asked.facet === item.facet) {
    if (relation === "same") return { level: 1, certainty: CERTAINTY.sameConcept };
    if (relation === "open" || relation === "wider") return { level: 1, certainty: CERTAINTY.widerFinding };
    return relation === "kin" ? { level: 0.5, certainty: CERTAINTY.kin } : null;
  }
  if (asked.facet !== null || item.facet !== null) {
    if (relation === "same" || relation === "wider") return { level: 0.5, certainty: CERTAINTY.otherFacet };
    return null;
  }
  if (relation === "same") return { level: 1, certainty: CERTAINTY.sameConcept };
  if (relation === "wider") return { level: 0.5, certainty: CERTAINTY.otherFacet };
  return relation === "kin" ? { level: 0.5, certainty: CERTAINTY.kin } : null;
}

function compareWords(asked: Subject, item: Subject): Nearness | null {
  if (item.words.length === 0) return null;
  const share = item.words.filter((word) => asked.words.includes(word)).length / item.words.length;
  if (share >= WORDS_DIRECT) return { level: 1, certainty: CERTAINTY.sameWords };
  return share >= WORDS_RELATED ? { level: 0.5, certainty: CERTAINTY.someWords } : null;
}

/** Whether the vocabulary knows what a subject is about. */
export function isKnown({ findings, facet, topic }: Subject): boolean {
  return findings.length > 0 || facet !== null || topic !== null;
}

/**
 * How near a question comes to an item: 1 it asks for it, 0.5 it is about the same finding in another respect, about
 * kin or openly about everything, 0 neither. Ids of concepts are compared, so the two may be in different languages.
 */
export function compareSubjects(asked: Subject, item: Subject, language: CompiledLanguage): Nearness {
  if (asked.notItem !== null) return { level: 0, certainty: CERTAINTY.apart };
  if (asked.topic !== null && asked.topic === item.topic) return { level: 1, certainty: CERTAINTY.sameConcept };
  const open = asked.topic !== null && language.openTopics.has(asked.topic);
  if (open && (item.findings.length > 0 || (item.topic !== null && language.openTopics.has(item.topic)))) {
    return { level: 0.5, certainty: CERTAINTY.openQuestion };
  }
  if (asked.topic === null && item.topic === null && isKnown(asked) && isKnown(item)) {
    return compareFacets(asked, item, language) ?? { level: 0, certainty: CERTAINTY.apart };
  }
  if (isKnown(asked) && isKnown(item)) return { level: 0, certainty: CERTAINTY.apart };
  return compareWords(asked, item) ?? { level: 0, certainty: CERTAINTY.unknownSubject };
}
