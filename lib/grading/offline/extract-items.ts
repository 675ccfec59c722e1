import type { Evidence } from "@/lib/grading/evidence";
import type { CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { firstMatch } from "@/lib/grading/offline/compile-phrases";
import { joinTogether, type NamedAttribute, nameAttributes } from "@/lib/grading/offline/name-attribute";
import { type Answer, readAnswer } from "@/lib/grading/offline/read-answer";
import {
  type AskedQuestion,
  findFocus,
  followsNotItem,
  listBlock,
  readBlockQuestions,
} from "@/lib/grading/offline/read-block";
import { isEmpty, readCheck } from "@/lib/grading/offline/read-questions";
import { readValue, VALUE_CERTAINTY, type ValueReading } from "@/lib/grading/offline/read-value";
import { blankMarkers, type Span } from "@/lib/grading/offline/split-text";
import type { TargetItem } from "@/lib/grading/target-item";
import type { Message } from "@/lib/trajectory/message";
import type { Turn } from "@/lib/trajectory/turn";

/** What was found at one turn, and why it is not more. */
export interface ExtractedTurn {
  readonly items: readonly TargetItem[];
  /** The least certain item's certainty; null without items. */
  readonly certainty: number | null;
  readonly questions: readonly AskedQuestion[];
  /** Concept ids of the asked subjects that are no target information. */
  readonly notItems: readonly string[];
  /** The attributes that were asked for and got no answer. */
  readonly unanswered: readonly string[];
  readonly answered: boolean;
}

const ITEMS_MAX = 8;
const QUESTION_QUOTE_MAX = 160;
/** What an item loses where its reading needed a guess. */
const GUESS = { focus: 0.9, words: 0.75, notLast: 0.85, check: 0.7, together: 0.8 } as const;

/** A verbatim quote by its offsets. */
export function quote(message: Message | undefined, position: number, { start, end }: Span): Evidence {
  return { messagePosition: position, start, end, text: (message?.content ?? "").slice(start, end) };
}

/** The question as it can be quoted: from where it asks, and not longer than a reader would take in. */
export function quoteQuestion(messages: readonly Message[], question: AskedQuestion): Evidence {
  const { askStart, position, text } = question;
  let end = question.end;
  if (end - askStart > QUESTION_QUOTE_MAX) {
    const blank = text.lastIndexOf(" ", askStart + QUESTION_QUOTE_MAX);
    end = blank > askStart ? blank : question.end;
  }
  return quote(messages[position], position, { start: askStart, end });
}

/**
 * The messages that answer the block before `from`. Where the client only fills a pause and the expert adds no
 * question, the next block of the client is the answer.
 */
function findAnswer(messages: readonly Message[], from: number, language: CompiledLanguage): Answer {
  const block = listBlock(messages, from, "user");
  const answer = readAnswer(messages, block, language);
  if (answer.polarity !== null || answer.clauses.some((clause) => clause.informative)) return answer;
  const between = listBlock(messages, from + block.length, "assistant");
  if (between.length === 0 || readBlockQuestions(messages, between, language).length > 0) return answer;
  return readAnswer(messages, listBlock(messages, from + block.length + between.length, "user"), language);
}

interface FoundItem {
  readonly item: TargetItem;
  readonly certainty: number;
}

function buildItem(
  messages: readonly Message[],
  turn: Turn,
  question: AskedQuestion,
  attribute: string,
  reading: ValueReading,
): TargetItem {
  const { position } = reading.clause;
  return {
    attribute,
    value: reading.value,
    firstRound: 1,
    askedRound: turn.round,
    evidence: [quote(messages[position], position, reading.quote), quoteQuestion(messages, question)],
  };
}

/** "Any nausea or vomiting?" – "Yes, since Monday": the answer tells of both together. */
function readTogether(
  question: AskedQuestion,
  names: readonly NamedAttribute[],
  answer: Answer,
  isLast: boolean,
  language: CompiledLanguage,
): { named: NamedAttribute; reading: ValueReading }[] {
  const readings = names.map((named) => ({ named, reading: readValue(question, named, answer, isLast, language) }));
  const read = readings.flatMap(({ named, reading }) => (reading === null ? [] : [{ named, reading }]));
  const clear = answer.polarity === null || answer.polarity === "yes";
  const named = read.filter(({ reading }) => reading.certainty === VALUE_CERTAINTY.named);
  // "Any rash or muscle pain?" – "My muscles hurt": the one that is named, not both.
  const found = clear && names.length > 1 && named.length > 0 ? named : read;
  const [first] = found;
  const shared =
    first !== undefined &&
    names.length > 1 &&
    found.length === names.length &&
    clear &&
    found.every(({ reading }) => reading.clause === first.reading.clause && reading.value === first.reading.value);
  if (!shared) return found;
  const attribute = joinTogether(names.map((named) => named.attribute));
  const certainty = first.reading.certainty * GUESS.together;
  return [{ named: { ...first.named, attribute }, reading: { ...first.reading, certainty } }];
}

function readCheckQuestion(
  messages: readonly Message[],
  positions: readonly number[],
  language: CompiledLanguage,
): AskedQuestion[] {
  const position = positions.at(-1);
  if (position === undefined) return [];
  const text = blankMarkers(messages[position]?.content ?? "", language);
  const check = readCheck(text, language);
  return check === null ? [] : [{ ...check, position, text }];
}

/** Pairs the questions of the turn's expert block with what the client answers right after it. */
export function extractItems(messages: readonly Message[], turn: Turn, language: CompiledLanguage): ExtractedTurn {
  const positions = listBlock(messages, turn.contextMessageCount, "assistant");
  const asked = readBlockQuestions(messages, positions, language);
  const answer = findAnswer(messages, turn.contextMessageCount + positions.length, language);
  // A statement put for confirmation counts only where the client takes it up with a yes or a no.
  const checks = asked.length === 0 && answer.polarity !== null ? readCheckQuestion(messages, positions, language) : [];
  const questions = asked.length > 0 ? asked : checks;
  const guess = asked.length > 0 ? 1 : GUESS.check;

  const found = new Map<string, FoundItem>();
  const notItems = new Set<string>();
  const unanswered = new Set<string>();
  const lastAsking = questions.findLastIndex((question) => question.inviting || !isEmpty(question.subject));
  for (const [index, question] of questions.entries()) {
    const { notItem } = question.subject;
    if (notItem !== null) notItems.add(notItem);
    const focus = () => findFocus(messages, question.position, question, language);
    // "How long have you been on that?" after a question about medicines asks about them.
    const carriesOn =
      question.subject.facet !== null &&
      question.subject.findings.length === 0 &&
      firstMatch(language.unspecified, question.text, question.start, question.end) === null &&
      followsNotItem(messages, turn.contextMessageCount, language);
    const names = carriesOn ? [] : nameAttributes(question.text, question, focus, language);
    const isLast = index === lastAsking;
    const together = readTogether(question, names, answer, isLast, language);
    for (const { named, reading } of together) {
      const certainty =
        reading.certainty *
        guess *
        (named.fromFocus ? GUESS.focus : 1) *
        (named.conceptId === null ? GUESS.words : 1) *
        (isLast ? 1 : GUESS.notLast);
      const item = buildItem(messages, turn, question, named.attribute, reading);
      // Two questions answered by the same words are one finding, unless the answer denies or affirms both.
      const repeats = [...found.values()].some(
        (other) =>
          reading.certainty !== VALUE_CERTAINTY.polar &&
          other.item.evidence[0]?.start === item.evidence[0]?.start &&
          other.item.value === item.value,
      );
      if (repeats || found.has(named.attribute) || found.size >= ITEMS_MAX) continue;
      found.set(named.attribute, { item, certainty });
    }
    if (together.length === 0) for (const { attribute } of names) unanswered.add(attribute);
  }
  const items = [...found.values()];
  return {
    items: items.map(({ item }) => item),
    certainty: items.length === 0 ? null : Math.min(...items.map(({ certainty }) => certainty)),
    questions,
    notItems: [...notItems],
    unanswered: [...unanswered].filter((attribute) => !found.has(attribute)),
    answered: answer.polarity !== null || answer.clauses.some((clause) => clause.informative),
  };
}
