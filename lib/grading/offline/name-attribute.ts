import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { firstMatch } from "@/lib/grading/offline/compile-phrases";
import type { Question } from "@/lib/grading/offline/read-questions";
import { listContentWords } from "@/lib/grading/offline/read-subject";

const WORDS_IN_NAME = 3;
const NAME_LENGTH_MAX = 40;
/** Letters in a name taken from a text without blanks. */
const UNSPACED_LENGTH_MAX = 10;

/** What a question asks for, ready to be paired with an answer. */
export interface NamedAttribute {
  readonly attribute: string;
  /** The concept that says how an answer looks; null where the vocabulary does not know the subject. */
  readonly conceptId: string | null;
  /** The finding's name came from earlier talk. */
  readonly fromFocus: boolean;
}

/** The attribute of several findings that one answer tells of together. */
export function joinTogether(attributes: readonly string[]): string {
  return attributes.join(" / ");
}

function nameOf(id: string, language: CompiledLanguage): string {
  return language.conceptById.get(id)?.name ?? id;
}

function nameTrouble(id: string, language: CompiledLanguage): string {
  return language.profile.troubleAttribute.replace("{finding}", () => nameOf(id, language));
}

/** Whether a question asks for something wrong ("any problems with your hearing") rather than for a state. */
export function asksForTrouble(text: string, question: Question, language: CompiledLanguage): boolean {
  return firstMatch(language.trouble, text, question.start, question.end) !== null;
}

/** "The pain" is the pain that was spoken of last. */
function specify(finding: string, focus: string | null, language: CompiledLanguage): string {
  return focus !== null && language.broader[focus] === finding ? focus : finding;
}

function nameByWords(text: string, question: Question, language: CompiledLanguage): string | null {
  const words = listContentWords(text, { start: question.askStart, end: question.end }, language);
  if (!language.spaced) return words.join("").slice(0, UNSPACED_LENGTH_MAX) || null;
  const name = words
    .filter((word) => word.length > 1)
    .slice(0, WORDS_IN_NAME)
    .join(" ")
    .toLowerCase();
  return name === "" || name.length > NAME_LENGTH_MAX ? null : name;
}

/**
 * The attributes a question asks for: one for each finding it lists, else one for its topic, facet or own words.
 * Empty where the subject is no target information or is not named.
 */
export function nameAttributes(
  text: string,
  question: Question,
  focus: () => string | null,
  language: CompiledLanguage,
): NamedAttribute[] {
  const { findings, facet, topic, notItem } = question.subject;
  if (notItem !== null) return [];
  if (topic !== null) return [{ attribute: nameOf(topic, language), conceptId: topic, fromFocus: false }];
  const [finding] = findings;
  if (facet !== null) {
    const general = firstMatch(language.unspecified, text, question.askStart, question.end) !== null;
    const near = finding === undefined && general ? null : focus();
    const about = finding === undefined ? near : specify(finding, near, language);
    const name = about === null ? (language.profile.unspecified[0] ?? "") : nameOf(about, language);
    const attribute = language.profile.facetAttribute
      .replace("{finding}", () => name)
      .replace("{facet}", () => nameOf(facet, language));
    return [{ attribute, conceptId: facet, fromFocus: finding === undefined }];
  }
  if (findings.length > 0) {
    const troubled = asksForTrouble(text, question, language);
    return findings.map((id) => ({
      attribute: troubled && language.states.has(id) ? nameTrouble(id, language) : nameOf(id, language),
      conceptId: id,
      fromFocus: false,
    }));
  }
  const about = question.inviting && question.subject.words.length === 0 ? focus() : null;
  const [whole] = language.openTopics;
  if (question.inviting && question.subject.words.length === 0 && about === null && whole !== undefined) {
    return [{ attribute: nameOf(whole, language), conceptId: whole, fromFocus: true }];
  }
  if (about !== null) return [{ attribute: nameOf(about, language), conceptId: about, fromFocus: true }];
  // A bare echo names nothing that the vocabulary does not know.
  if (!question.formed) return [];
  const words = nameByWords(text, question, language);
  return words === null ? [] : [{ attribute: words, conceptId: null, fromFocus: false }];
}
