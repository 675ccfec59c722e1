import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { firstMatch } from "@/lib/grading/offline/compile-phrases";
import { findMentionsIn, readAnswer } from "@/lib/grading/offline/read-answer";
import { type Question, readQuestions } from "@/lib/grading/offline/read-questions";
import { findMentions, type Subject } from "@/lib/grading/offline/read-subject";
import { blankMarkers } from "@/lib/grading/offline/split-text";
import type { Message, MessageRole } from "@/lib/trajectory/message";

/** How far before a word its negation is looked for, in UTF-16 units. */
const NEGATION_REACH = 20;

/** A question and the message it stands in. */
export interface AskedQuestion extends Question {
  readonly position: number;
  readonly text: string;
}

/** How far back the talk's subject is looked for, in messages. */
const FOCUS_REACH = 12;
/** Where the matter that the client came with is named, in messages from the start. */
const OPENING_REACH = 8;

/** The positions of the block of one role's messages that begins at `from`; empty where another role speaks there. */
export function listBlock(messages: readonly Message[], from: number, role: MessageRole): number[] {
  const positions: number[] = [];
  for (let at = from; messages[at]?.role === role; at += 1) positions.push(at);
  return positions;
}

/**
 * A message's questions are read many times over a dialogue: for its own turn and as the context of later ones. The
 * reading depends on nothing else, so remembering it changes no answer.
 */
const remembered = new WeakMap<CompiledLanguage, WeakMap<Message, readonly Question[]>>();

function questionsOf(message: Message, language: CompiledLanguage): readonly Question[] {
  let known = remembered.get(language);
  if (known === undefined) {
    known = new WeakMap();
    remembered.set(language, known);
  }
  let questions = known.get(message);
  if (questions === undefined) {
    questions = readQuestions(blankMarkers(message.content, language), language);
    known.set(message, questions);
  }
  return questions;
}

/** The questions of several messages in a row, in order. */
export function readBlockQuestions(
  messages: readonly Message[],
  positions: readonly number[],
  language: CompiledLanguage,
): AskedQuestion[] {
  return positions.flatMap((position) => {
    const message = messages[position];
    if (message === undefined) return [];
    const text = blankMarkers(message.content, language);
    return questionsOf(message, language).map((question) => ({ ...question, position, text }));
  });
}

function namesSubject({ findings, topic, notItem }: Subject): boolean {
  return findings.length > 0 || topic !== null || notItem !== null;
}

/** Whether the expert's last question before `before` was about something that is no target information. */
export function followsNotItem(messages: readonly Message[], before: number, language: CompiledLanguage): boolean {
  for (let at = before - 1; at >= 0; at -= 1) {
    const message = messages[at];
    if (message?.role !== "assistant") continue;
    // Questions that name nothing ("do you take that regularly?") are about what was asked before them.
    const last = questionsOf(message, language).findLast(({ subject }) => namesSubject(subject));
    if (last !== undefined) return last.subject.notItem !== null;
    if (before - at > FOCUS_REACH) return false;
  }
  return false;
}

function lastFinding(text: string, end: number, language: CompiledLanguage): string | null {
  const mentions = findMentions(text, { start: 0, end }, language);
  return mentions.filter(({ concept }) => concept.kind === "finding").at(-1)?.concept.id ?? null;
}

/**
 * What "it" is in a question that names no finding: the last finding named in the same text before the question, else
 * the last one that the expert asked about and the client did not deny, else what the client came with. Null where
 * nothing was named.
 */
export function findFocus(
  messages: readonly Message[],
  before: number,
  own: { readonly text: string; readonly askStart: number },
  language: CompiledLanguage,
): string | null {
  const inText = lastFinding(own.text, own.askStart, language);
  if (inText !== null) return inText;
  const asked = lastAskedFindings(messages, before, language);
  const [last] = asked;
  if (last !== undefined) {
    // "The pain" was asked about last; which pain it is was said before.
    return asked.find((finding) => language.broader[finding] === last) ?? last;
  }
  return openingFinding(messages, before, language);
}

/** The findings that the expert asked about of late and the client did not deny, the latest first. */
function lastAskedFindings(messages: readonly Message[], before: number, language: CompiledLanguage): string[] {
  const asked: string[] = [];
  for (let at = before - 1; at >= Math.max(0, before - FOCUS_REACH); at -= 1) {
    const message = messages[at];
    if (message === undefined || message.role !== "assistant") continue;
    const findings = questionsOf(message, language).flatMap(({ subject }) => subject.findings);
    const last = findings.at(-1);
    if (last === undefined) continue;
    const answer = readAnswer(messages, listBlock(messages, at + 1, "user"), language);
    const affirmed = findings.findLast((finding) => {
      const concept = language.conceptById.get(finding);
      return concept !== undefined && findMentionsIn(answer, concept)[0]?.negated === false;
    });
    if (affirmed !== undefined) asked.push(affirmed);
    else if (answer.polarity !== "no" && answer.polarity !== "doubtful") asked.push(last);
  }
  return asked;
}

/** What the client came with: the first finding named at the opening that is not denied. */
function openingFinding(messages: readonly Message[], before: number, language: CompiledLanguage): string | null {
  for (let at = 0; at < Math.min(before, OPENING_REACH); at += 1) {
    const message = messages[at];
    if (message?.role !== "user") continue;
    const text = blankMarkers(message.content, language);
    const first = findMentions(text, { start: 0, end: text.length }, language).find(
      ({ concept, start }) =>
        concept.kind === "finding" &&
        firstMatch(language.negations, text.slice(Math.max(0, start - NEGATION_REACH), start)) === null,
    );
    if (first !== undefined) return first.concept.id;
  }
  return null;
}
