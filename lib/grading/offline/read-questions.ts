import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { firstMatch, matchEnd } from "@/lib/grading/offline/compile-phrases";
import { readSubject, type Subject } from "@/lib/grading/offline/read-subject";
import {
  type Sentence,
  type Span,
  splitSentences,
  stripChatter,
  stripStart,
  trimSpan,
} from "@/lib/grading/offline/split-text";

export interface Question extends Span {
  /** Where it begins to ask, after subordinate clauses and false starts. */
  readonly askStart: number;
  /** It has an interrogative form, with or without a question mark; else it only ends in one ("Left side?"). */
  readonly formed: boolean;
  /** It invites the client to tell more rather than asks for one thing. */
  readonly inviting: boolean;
  /** It rephrases or illustrates the question before. */
  readonly rephrases: boolean;
  readonly subject: Subject;
}

/** A form of several words asks by itself; a single word ("what", "any") needs the question mark. */
const SEVERAL_WORDS = /\S\s+\S/u;
const STATEMENT_WORDS_MAX = 12;

/** Where within a sentence a question may begin: its start, after a comma, after a joint such as "and". */
function listAskStarts(text: string, body: Span, language: CompiledLanguage): { index: number; joined: boolean }[] {
  const starts = new Map<number, boolean>([[body.start, false]]);
  const add = (index: number, joined: boolean) => {
    const rest = stripStart(text, { start: index, end: body.end }, language.startersAt);
    if (rest !== null) starts.set(rest.start, joined || (starts.get(rest.start) ?? false));
  };
  for (const match of text.slice(body.start, body.end).matchAll(/[,;:，；：]|\s[-–—]\s/gu)) {
    add(body.start + match.index + match[0].length, false);
  }
  for (const match of text.slice(body.start, body.end).matchAll(language.joints)) {
    if (match.index > 0) add(body.start + match.index + match[0].length, true);
  }
  return [...starts].map(([index, joined]) => ({ index, joined })).sort((a, b) => a.index - b.index);
}

/** Takes ", OK?" and ", is that right?" off the end: the one unmakes a question, the other makes one. */
function stripTag(text: string, sentence: Sentence, language: CompiledLanguage): Sentence {
  const comma = /[,，][^,，]*$/u.exec(text.slice(sentence.start, sentence.end));
  const tag = comma === null ? null : trimSpan(text, { start: sentence.start + comma.index, end: sentence.end });
  if (comma === null || tag === null) return sentence;
  const body = trimSpan(text, { start: sentence.start, end: sentence.start + comma.index });
  if (body === null) return sentence;
  if (matchEnd(language.closersAt, text, tag.start) === tag.end) return { ...body, marked: false };
  if (matchEnd(language.tagsAt, text, tag.start) === tag.end) return { ...body, marked: true };
  return sentence;
}

function readSentence(text: string, whole: Sentence, language: CompiledLanguage): Question[] {
  const sentence = stripTag(text, whole, language);
  const body = stripChatter(text, sentence, language);
  if (body === null) return [];
  const rephrases = matchEnd(language.rephrasingsAt, text, body.start) > body.start;
  const asks = listAskStarts(text, body, language).filter(({ index, joined }) => {
    const end = matchEnd(language.openersAt, text, index);
    if (end <= index) return false;
    if (sentence.marked || !language.spaced) return true;
    return SEVERAL_WORDS.test(text.slice(index, end)) && (index === body.start || joined);
  });
  const formedElsewhere =
    firstMatch(language.inside, text, body.start, body.end) !== null ||
    language.endings.test(text.slice(body.start, body.end));
  const askedWithin = language.spaced ? sentence.marked && formedElsewhere : formedElsewhere;
  if (asks.length === 0 && !sentence.marked && !askedWithin) return [];

  const first = asks[0]?.index ?? (askedWithin ? insideStart(text, body, language) : body.start);
  const cuts = asks.filter(({ index, joined }) => joined && index > first).map(({ index }) => index);
  const build = (start: number, askStart: number, end: number): Question => {
    const span = trimSpan(text, { start, end }) ?? { start, end };
    const main = readSubject(text, { start: askStart, end }, language);
    return {
      ...span,
      askStart,
      formed: asks.length > 0 || askedWithin,
      inviting: firstMatch(language.invitations, text, start, end) !== null,
      rephrases: rephrases && start === body.start,
      subject: widenSubject(main, readSubject(text, { start, end }, language), language),
    };
  };
  const questions = [build(body.start, first, cuts[0] ?? body.end)];
  for (const [index, cut] of cuts.entries()) {
    const next = build(cut, cut, cuts[index + 1] ?? body.end);
    const last = questions.at(-1);
    // "… and is it" without a subject of its own belongs to the question before.
    if (
      last !== undefined &&
      (isEmpty(next.subject) || isEmpty(last.subject) || isSameSubject(last.subject, next.subject))
    ) {
      questions[questions.length - 1] = build(last.start, last.askStart, cuts[index + 1] ?? body.end);
    } else questions.push(next);
  }
  return questions;
}

/**
 * "In terms of your family, is there anything?" names its subject before it asks. What is asked comes first; the lead-in
 * fills in a topic, or what is no item, where the question has none, and anything where it says nothing.
 */
function widenSubject(main: Subject, whole: Subject, language: CompiledLanguage): Subject {
  if (isEmpty(main)) return whole;
  if (whole.topic !== null && language.outranks.has(whole.topic)) return { ...main, topic: whole.topic, notItem: null };
  if (main.findings.length > 0 || main.topic !== null || main.notItem !== null) return main;
  return { ...main, topic: whole.topic, notItem: whole.notItem };
}

/** Languages that ask by particles name the subject before them; the others after the form. */
function insideStart(text: string, body: Span, language: CompiledLanguage): number {
  if (!language.spaced) return body.start;
  return firstMatch(language.inside, text, body.start, body.end)?.start ?? body.start;
}

/** Whether a subject names nothing at all. */
export function isEmpty({ findings, facet, topic, notItem, words }: Subject): boolean {
  return findings.length === 0 && facet === null && topic === null && notItem === null && words.length === 0;
}

/** Whether two neighbouring questions ask for one thing. */
export function isSameSubject(first: Subject, second: Subject): boolean {
  if (first.notItem !== null || second.notItem !== null) return first.notItem === second.notItem;
  if (first.topic !== null || second.topic !== null) return first.topic === second.topic;
  const shared = second.findings.some((finding) => first.findings.includes(finding));
  if (first.facet !== null && second.facet !== null) {
    return first.facet === second.facet && (shared || first.findings.length === 0 || second.findings.length === 0);
  }
  if (first.facet !== null || second.facet !== null) return false;
  if (first.findings.length > 0 || second.findings.length > 0) {
    return shared && second.findings.every((finding) => first.findings.includes(finding));
  }
  const common = second.words.filter((word) => first.words.includes(word)).length;
  return common > 0 && common * 2 >= Math.min(first.words.length, second.words.length);
}

/**
 * The questions of a text, in order. Transcribed speech asks without question marks and puts them after "OK?", so a
 * question is known by its form first; acknowledgements and greetings are none. A statement followed by a tag ("is
 * that right?") is a question for its confirmation.
 */
export function readQuestions(text: string, language: CompiledLanguage): Question[] {
  const questions: Question[] = [];
  let statement: Sentence | null = null;
  for (const sentence of splitSentences(text)) {
    const body = stripChatter(text, sentence, language);
    if (body === null) continue;
    if (matchEnd(language.tagsAt, text, body.start) === body.end) {
      if (statement !== null) questions.push(...readSentence(text, { ...statement, marked: true }, language));
      statement = null;
      continue;
    }
    const found = readSentence(text, sentence, language);
    questions.push(...found);
    statement = found.length === 0 ? sentence : null;
  }
  return questions;
}

/**
 * Questions that count as one: a rephrasing or illustration joins the one before, and so does a neighbour with the
 * same subject. A bare echo ("Left side?") counts only where nothing else is asked.
 */
export function groupQuestions(questions: readonly Question[]): Question[][] {
  const groups: Question[][] = [];
  for (const question of questions) {
    const group = groups.at(-1);
    const joins =
      group !== undefined &&
      (question.rephrases ||
        isEmpty(question.subject) ||
        group.some((earlier) => isSameSubject(earlier.subject, question.subject)));
    if (joins) group.push(question);
    else groups.push([question]);
  }
  const formed = groups.filter((group) => group.some((question) => question.formed));
  return formed.length > 0 ? formed : groups.slice(0, 1);
}

/** The last short statement that is put to the client to be confirmed or denied ("So there's no weakness."). */
export function readCheck(text: string, language: CompiledLanguage): (Question & { negated: boolean }) | null {
  for (const sentence of splitSentences(text).reverse()) {
    const body = stripChatter(text, sentence, language);
    if (body === null) continue;
    if (matchEnd(language.checksAt, text, body.start) <= body.start) continue;
    if (text.slice(body.start, body.end).split(/\s+/u).length > STATEMENT_WORDS_MAX) continue;
    const subject = readSubject(text, body, language);
    if (subject.findings.length === 0 || subject.notItem !== null) continue;
    const negated = firstMatch(language.negations, text, body.start, body.end) !== null;
    return { ...body, askStart: body.start, formed: false, inviting: false, rephrases: false, subject, negated };
  }
  return null;
}
