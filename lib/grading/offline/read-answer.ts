import { cleanValue, VALUE_LENGTH_MAX } from "@/lib/grading/offline/clean-value";
import type { CompiledConcept, CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { firstMatch, matchEnd } from "@/lib/grading/offline/compile-phrases";
import { listStems } from "@/lib/grading/offline/read-subject";
import {
  blankFillers,
  blankMarkers,
  type Sentence,
  type Span,
  splitClauses,
  splitSentences,
  stripChatter,
  trimSpan,
} from "@/lib/grading/offline/split-text";
import type { Message } from "@/lib/trajectory/message";

export type Polarity = "yes" | "no" | "unsure" | "doubtful";

/** A clause of what the client said, with the sentence it stands in. */
export interface Clause extends Span {
  readonly position: number;
  /** The message's content with machine text blanked out; offsets are those of the original. */
  readonly text: string;
  /** The same with sounds blanked out too. */
  readonly plainText: string;
  readonly sentence: Sentence;
  readonly polarity: Polarity | null;
  /** It denies what it speaks of. */
  readonly negated: boolean;
  /** It says something of its own, beyond yes, no and thanks. */
  readonly informative: boolean;
}

export interface Answer {
  readonly clauses: readonly Clause[];
  /** How the answer begins: with a yes, a no or a doubt; null where it does neither. */
  readonly polarity: Polarity | null;
}

/** A piece of the answer and the words it stands for. */
export interface ReadValue {
  readonly value: string;
  readonly clause: Clause;
  /** What to quote, within the clause's message. */
  readonly quote: Span;
}

function polarityAt(text: string, span: Span, language: CompiledLanguage): Polarity | null {
  const begins = (expression: RegExp) => {
    const end = matchEnd(expression, text, span.start);
    return end > span.start && end <= span.end ? end : -1;
  };
  if (begins(language.doubtfulAt) > 0) return "doubtful";
  if (begins(language.unsureAt) > 0) return "unsure";
  const [no, yes] = [begins(language.noAt), begins(language.yesAt)];
  if (no > 0 && no >= yes) return "no";
  return yes > 0 ? "yes" : null;
}

/** The yes or no that a clause begins with, after the words that only lead into it. */
function readPolarity(text: string, span: Span, language: CompiledLanguage): Polarity | null {
  let rest: Span | null = trimSpan(text, span);
  while (rest !== null) {
    const polarity = polarityAt(text, rest, language);
    if (polarity !== null) return polarity;
    const end = matchEnd(language.startersAt, text, rest.start);
    if (end <= rest.start || end >= rest.end) return null;
    rest = trimSpan(text, { start: end, end: rest.end });
  }
  return null;
}

/** Whether the client asks something; "seven times a day?" with a mark alone is still an answer. */
function asksBack(text: string, sentence: Sentence, language: CompiledLanguage): boolean {
  if (!sentence.marked) return false;
  const body = stripChatter(text, sentence, language);
  if (body === null) return false;
  if (!language.spaced) return firstMatch(language.inside, text, body.start, sentence.end) !== null;
  return matchEnd(language.openersAt, text, body.start) > body.start;
}

function readClauses(message: Message, position: number, language: CompiledLanguage): Clause[] {
  const text = blankMarkers(message.content, language);
  const plainText = blankFillers(text, language);
  const plain = (span: Span, sentence: Sentence): Clause => {
    return { ...span, position, text, plainText, sentence, polarity: null, negated: false, informative: false };
  };
  return splitSentences(text).flatMap((sentence) => {
    // "Sorry, could you repeat that?" and "I haven't mentioned that" are no answers, nor is the rest of the sentence.
    if (firstMatch(language.unanswered, text, sentence.start, sentence.end) !== null) return [];
    if (asksBack(text, sentence, language)) return [];
    return splitClauses(text, sentence).flatMap((span): Clause[] => {
      const polarity = readPolarity(text, span, language);
      const body = stripChatter(text, span, language);
      if (body === null) return polarity === null ? [] : [{ ...plain(span, sentence), polarity }];
      const stems = listStems(text, withoutPolarity(text, body, language), language);
      return [
        {
          ...plain(body, sentence),
          polarity,
          negated: firstMatch(language.negations, text, span.start, span.end) !== null,
          informative: stems.length > 0,
        },
      ];
    });
  });
}

function withoutPolarity(text: string, span: Span, language: CompiledLanguage): Span {
  const ends = [language.doubtfulAt, language.unsureAt, language.noAt, language.yesAt].map((expression) =>
    matchEnd(expression, text, span.start),
  );
  return { start: Math.min(span.end, Math.max(span.start, ...ends)), end: span.end };
}

/** Reads what the client said in the messages at `positions`. */
export function readAnswer(
  messages: readonly Message[],
  positions: readonly number[],
  language: CompiledLanguage,
): Answer {
  const clauses = positions.flatMap((position) => {
    const message = messages[position];
    return message === undefined ? [] : readClauses(message, position, language);
  });
  // The first clause decides; a later "no" belongs to something else, unless nothing was said before it.
  // "Rashes? No." – the client's echo of the question is no answer yet.
  const told = clauses.filter((clause) => !clause.sentence.marked);
  const first = (told.length > 0 ? told : clauses).find((clause) => clause.polarity !== null || clause.informative);
  return { clauses, polarity: first?.polarity ?? null };
}

/** The answer in its own words: from `clause` on, as long as the sentence goes on and it stays short. */
export function readOwnWords(answer: Answer, clause: Clause, language: CompiledLanguage): ReadValue | null {
  const at = answer.clauses.indexOf(clause);
  let last = clause;
  let cut = false;
  for (const next of answer.clauses.slice(at + 1)) {
    const sameSentence = next.position === clause.position && next.sentence.start === clause.sentence.start;
    cut = sameSentence && next.end - clause.start > VALUE_LENGTH_MAX;
    // "Sick twice, no nausea": a denial after it is about something else.
    if (!sameSentence || cut || next.negated !== clause.negated) break;
    last = next;
  }
  const span = { start: clause.start, end: last.end };
  const said = cleanValue(clause.text.slice(span.start, span.end), language);
  const value = cut ? said.replace(language.weakEnd, "") : said;
  return value === "" ? null : { value, clause, quote: span };
}

/** The first measure of the concept found in the answer, by the order of the concept's patterns. */
export function readMeasure(answer: Answer, concept: CompiledConcept, language: CompiledLanguage): ReadValue | null {
  for (const measure of concept.measures) {
    for (const clause of answer.clauses) {
      // A measure may run over a comma ("six, seven"), so the search runs to the end of the sentence.
      const found = firstMatch(measure, clause.plainText, clause.start, clause.sentence.end);
      if (found === null) continue;
      const value = cleanValue(clause.plainText.slice(found.start, found.end), language);
      if (value === "") continue;
      return {
        value,
        clause,
        quote: { start: Math.min(clause.start, found.start), end: Math.max(found.end, clause.end) },
      };
    }
  }
  return null;
}

/** The first clause that shows how such an answer looks, in its own words. */
export function readHint(answer: Answer, concept: CompiledConcept, language: CompiledLanguage): ReadValue | null {
  for (const hint of concept.hints) {
    const clause = answer.clauses.find(
      ({ text, start, end, informative, negated }) =>
        informative && !negated && firstMatch(hint, text, start, end) !== null,
    );
    if (clause !== undefined) return readOwnWords(answer, clause, language);
  }
  return null;
}

/** The clauses that speak of the concept, those that affirm it first. */
export function findMentionsIn(answer: Answer, concept: CompiledConcept): Clause[] {
  const mentioning = answer.clauses.filter(
    ({ text, start, end, sentence }) => !sentence.marked && firstMatch(concept.phrases, text, start, end) !== null,
  );
  return [...mentioning.filter(({ negated }) => !negated), ...mentioning.filter(({ negated }) => negated)];
}
