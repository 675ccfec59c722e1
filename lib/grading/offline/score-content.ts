import type { Score } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { GradeOutcome, ResponseToScore } from "@/lib/grading/grader";
import { compareSubjects, isKnown, type Nearness } from "@/lib/grading/offline/compare-subjects";
import { type CompiledLanguage, detectLanguage } from "@/lib/grading/offline/compile-language";
import { joinTogether, nameAttributes } from "@/lib/grading/offline/name-attribute";
import { findFocus } from "@/lib/grading/offline/read-block";
import { readCheck, readQuestions } from "@/lib/grading/offline/read-questions";
import { readSubject, type Subject } from "@/lib/grading/offline/read-subject";
import { blankMarkers } from "@/lib/grading/offline/split-text";
import { countOf, joinNames, nameItem, type Wording } from "@/lib/grading/offline/word-rationale";
import { readResponseDecision } from "@/lib/grading/response-decision";
import type { TargetItem } from "@/lib/grading/target-item";

const EVIDENCE_MAX = 4;
/** The most items a rationale names. */
const NAMED_MAX = 3;
const NO_QUESTION_CERTAINTY = 0.85;
/** Nothing is asked in form, but a statement is put to the client to be confirmed. */
const CHECK_CERTAINTY = 0.55;
const BOTH_STOP_CERTAINTY = 0.95;
/** Off target, with a subject that the vocabulary knows, or that it does not. */
const OFF_TARGET_CERTAINTY = 0.78;
const UNKNOWN_SUBJECT_CERTAINTY = 0.5;
/** The question asks for just what the item is called: by a name of the vocabulary, or by words it does not know. */
const SAME_NAME_CERTAINTY = 0.92;
const SAME_WORDS_CERTAINTY = 0.65;

/** One thing that the response asks for. */
interface Asked {
  readonly name: string;
  readonly subject: Subject;
}

/** A statement put for confirmation asks where the client took it up: an item of this very turn says so. */
function listConfirmed(
  text: string,
  { turn, targetInformation }: ResponseToScore,
  language: CompiledLanguage,
): Asked[] {
  const check = readCheck(text, language);
  if (check === null) return [];
  const taken = new Set(
    targetInformation.filter((item) => item.askedRound === turn.round).map((item) => item.attribute),
  );
  const names = nameAttributes(text, check, () => null, language).map(({ attribute }) => attribute);
  return [...names, joinTogether(names)]
    .filter((name) => taken.has(name))
    .map((name) => ({ name, subject: check.subject }));
}

function listAsked(request: ResponseToScore, language: CompiledLanguage, wording: Wording): Asked[] {
  const { response, trajectory, turn } = request;
  const text = blankMarkers(response, language);
  const questions = readQuestions(text, language);
  if (questions.length === 0) return listConfirmed(text, request, language);
  return questions.flatMap((question): Asked[] => {
    const focus = () => findFocus(trajectory.messages, turn.contextMessageCount, { text, ...question }, language);
    const { notItem, words } = question.subject;
    if (notItem !== null) {
      return [{ name: wording.nameConcept(notItem), subject: question.subject }];
    }
    return nameAttributes(text, question, focus, language).map(({ attribute, conceptId }) => {
      const named = readSubject(attribute, { start: 0, end: attribute.length }, language);
      // The vocabulary's subject is that of the attribute; the words are those of the question.
      return { name: attribute, subject: conceptId === null ? question.subject : { ...named, words } };
    });
  });
}

interface Match extends Nearness {
  readonly item: TargetItem;
  readonly asked: Asked;
}

function findMatches(
  asked: readonly Asked[],
  request: ResponseToScore,
  language: CompiledLanguage,
  languages: readonly CompiledLanguage[],
): Match[] {
  return request.targetInformation.flatMap((item) => {
    const itemLanguage = detectLanguage([item.attribute], languages) ?? language;
    const subject = readSubject(item.attribute, { start: 0, end: item.attribute.length }, itemLanguage);
    return asked.map((one): Match => {
      if (one.name === item.attribute)
        return { item, asked: one, level: 1, certainty: isKnown(subject) ? SAME_NAME_CERTAINTY : SAME_WORDS_CERTAINTY };
      return { item, asked: one, ...compareSubjects(one.subject, subject, language) };
    });
  });
}

function quoteItems(items: readonly TargetItem[], { trajectory, turn }: ResponseToScore): Evidence[] {
  const quotes = items
    .flatMap((item) => item.evidence)
    .filter((evidence) => {
      const content = trajectory.messages[evidence.messagePosition]?.content;
      const inFuture = evidence.messagePosition >= turn.contextMessageCount;
      return inFuture && content?.slice(evidence.start, evidence.end) === evidence.text;
    });
  const unique = new Map(
    quotes.map((evidence) => [`${evidence.messagePosition}:${evidence.start}:${evidence.end}`, evidence]),
  );
  return [...unique.values()].slice(0, EVIDENCE_MAX);
}

function wordDirect(items: readonly TargetItem[], request: ResponseToScore, { client, expert }: Wording): string {
  const names = joinNames(items.slice(0, NAMED_MAX).map(nameItem));
  const later = Math.min(...items.map(({ askedRound }) => askedRound)) - request.turn.round;
  return later <= 0
    ? `Asks directly for ${names}, which the ${client} answers at once.`
    : `Asks directly for ${names}, which the ${expert} finds out ${countOf(later, "turn")} later.`;
}

/**
 * Content: 1 where a question asks directly for an item of the target information, 0.5 where it only comes near one,
 * 0 where it touches none or nothing is asked. Both stop: 1. Not applicable where there is no target information, or
 * where the response decides otherwise than the stop label says.
 */
export function scoreContent(
  request: ResponseToScore,
  language: CompiledLanguage,
  languages: readonly CompiledLanguage[],
  wording: Wording,
): GradeOutcome<Score> {
  const { response, stopLabel, targetInformation, turn } = request;
  const { expert } = wording;
  const ok = (value: Score, rationale: string, confidence: number, items: readonly TargetItem[] = []) =>
    ({ status: "ok", value, rationale, evidence: quoteItems(items, request), confidence, rawAnswer: null }) as const;

  if (readResponseDecision(response) !== stopLabel) {
    const rationale =
      stopLabel === "stop"
        ? `The response goes on, but the ${expert} stops here. Only the decision counts.`
        : `The response stops, but the ${expert} goes on. Only the decision counts.`;
    return { status: "not_applicable", rationale };
  }
  if (stopLabel === "stop") {
    return ok(1, `The response stops where the ${expert} stops: nothing was left to ask.`, BOTH_STOP_CERTAINTY);
  }
  const [next] = [...targetInformation].sort((a, b) => a.askedRound - b.askedRound);
  if (next === undefined) {
    return { status: "not_applicable", rationale: `From this turn on the ${expert} finds out nothing more.` };
  }
  const asked = listAsked(request, language, wording);
  if (asked.length === 0) {
    const check = readCheck(blankMarkers(response, language), language) !== null;
    const more = `the ${expert} goes on to find out ${countOf(targetInformation.length, "more item")}, first ${nameItem(next)}`;
    return ok(0, `Asks for no finding, while ${more}.`, check ? CHECK_CERTAINTY : NO_QUESTION_CERTAINTY, [next]);
  }
  const matches = findMatches(asked, request, language, languages);
  const nearest = (level: Score) =>
    matches
      .filter((match) => match.level === level)
      .sort((a, b) => b.certainty - a.certainty || a.item.askedRound - b.item.askedRound);

  const direct = nearest(1);
  const [best] = direct;
  if (best !== undefined) {
    // Of the items asked for, those of the nearest turn: "any fever" is asked again much later, too.
    const round = Math.min(...direct.map(({ item }) => item.askedRound));
    const items = [...new Set(direct.filter(({ item }) => item.askedRound === round).map(({ item }) => item))];
    return ok(1, wordDirect(items, request, wording), best.certainty, items);
  }
  const [related] = nearest(0.5);
  if (related !== undefined) {
    const when = related.item.askedRound > turn.round ? "later asks" : "asks";
    const rationale = `Asks about ${related.asked.name}. The ${expert} ${when} for ${nameItem(related.item)}; this question comes near that but does not ask it.`;
    return ok(0.5, rationale, related.certainty, [related.item]);
  }
  const names = joinNames([...new Set(asked.map(({ name }) => name))].slice(0, NAMED_MAX));
  const others = targetInformation.length === 1 ? "not the one item" : `none of the ${targetInformation.length} items`;
  // What the question is about is clear or not, whatever odd items there are.
  const clear = asked.every(({ subject }) => isKnown(subject) || subject.notItem !== null);
  return ok(
    0,
    `Asks about ${names}. That is ${others} the ${expert} goes on to find out; next is ${nameItem(next)}.`,
    clear ? OFF_TARGET_CERTAINTY : UNKNOWN_SUBJECT_CERTAINTY,
    [next],
  );
}
