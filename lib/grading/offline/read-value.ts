import { cleanValue } from "@/lib/grading/offline/clean-value";
import type { CompiledConcept, CompiledLanguage } from "@/lib/grading/offline/compile-language";
import { firstMatch } from "@/lib/grading/offline/compile-phrases";
import { asksForTrouble, type NamedAttribute } from "@/lib/grading/offline/name-attribute";
import {
  type Answer,
  type Clause,
  findMentionsIn,
  type Polarity,
  type ReadValue,
  readHint,
  readMeasure,
  readOwnWords,
} from "@/lib/grading/offline/read-answer";
import type { AskedQuestion } from "@/lib/grading/offline/read-block";
import { findMentions, listStems } from "@/lib/grading/offline/read-subject";
import type { Span } from "@/lib/grading/offline/split-text";

/** How clear-cut a value is, 0 … 1: what it rests on. */
export const VALUE_CERTAINTY = {
  /** The answer holds a measure of the asked kind, or names the finding. */
  named: 0.92,
  /** A plain yes, no or "don't know". */
  polar: 0.88,
  /** A clause that looks like such an answer. */
  hinted: 0.78,
  /** The first thing said, whatever it is. */
  taken: 0.6,
} as const;

export interface ValueReading extends ReadValue {
  readonly certainty: number;
}

const QUOTE_LENGTH_MAX = 120;

/** From the clause to the end of its sentence where that stays short: "no, I don't smoke" says more than "no". */
function quoteSentence(clause: Clause): Span {
  const end = clause.sentence.end - clause.start <= QUOTE_LENGTH_MAX ? clause.sentence.end : clause.end;
  return { start: clause.start, end };
}

/** Whether the concept is there or not; what has a state is so only where its trouble is asked for. */
function isPresence(question: AskedQuestion, concept: CompiledConcept | null, language: CompiledLanguage): boolean {
  if (concept === null) return false;
  if (language.openTopics.has(concept.id)) return true;
  if (concept.kind !== "finding") return false;
  return !language.states.has(concept.id) || asksForTrouble(question.text, question, language);
}

function polarWord(
  polarity: Polarity,
  question: AskedQuestion,
  concept: CompiledConcept | null,
  language: CompiledLanguage,
): string {
  const words = language.profile.valueWords;
  const isFinding = isPresence(question, concept, language);
  switch (polarity) {
    case "yes":
      return isFinding ? words.present : words.yes;
    case "no":
      return isFinding ? words.absent : words.no;
    case "unsure":
      return words.unsure;
    case "doubtful":
      return words.doubtful;
  }
}

/** Whether a clause says more than the question did. */
function addsTo(question: AskedQuestion, clause: Clause, language: CompiledLanguage): boolean {
  const asked = new Set(listStems(question.text, question, language));
  return clause.informative && listStems(clause.text, clause, language).some((stem) => !asked.has(stem));
}

function readPolar(
  polarity: Polarity,
  question: AskedQuestion,
  concept: CompiledConcept | null,
  answer: Answer,
  language: CompiledLanguage,
): ValueReading | null {
  const clause = answer.clauses.find((candidate) => candidate.polarity === polarity);
  if (clause === undefined) return null;
  const value = polarWord(polarity, question, concept, language);
  return { value, clause, quote: quoteSentence(clause), certainty: VALUE_CERTAINTY.polar };
}

function readDetail(
  question: AskedQuestion,
  concept: CompiledConcept | null,
  answer: Answer,
  language: CompiledLanguage,
): ValueReading | null {
  const adding = answer.clauses.filter(
    (clause) => (answer.polarity === null || !clause.negated) && addsTo(question, clause, language),
  );
  // "It's a bit embarrassing, but it hurts": an open question asks for the finding.
  const open = concept !== null && language.openTopics.has(concept.id);
  const namesFinding = ({ text, start, end }: Clause) =>
    findMentions(text, { start, end }, language).some((mention) => mention.concept.kind === "finding");
  const clause = (open ? adding.find(namesFinding) : undefined) ?? adding[0];
  const own = clause === undefined ? null : readOwnWords(answer, clause, language);
  return own === null ? null : { ...own, certainty: VALUE_CERTAINTY.taken };
}

/** "I don't smoke, but I do drink": each topic by its own clause. */
function readTopicMention(
  question: AskedQuestion,
  concept: CompiledConcept,
  answer: Answer,
  language: CompiledLanguage,
): ValueReading | null {
  const mentions = findMentionsIn(answer, concept);
  const [mention] = mentions;
  if (mention === undefined || mention.polarity === "doubtful") return null;
  if (!mention.negated) {
    // The denial before it was for something else.
    if (answer.polarity !== "no" || mention.polarity !== null) return null;
    const own = readMeasure(answer, concept, language) ?? readOwnWords(answer, mention, language);
    return own === null ? null : { ...own, certainty: VALUE_CERTAINTY.hinted };
  }
  const value = polarWord("no", question, concept, language);
  return { value, clause: mention, quote: mention, certainty: VALUE_CERTAINTY.named };
}

/** "It's fine", "normal": few words, but an answer. */
function readPlain(answer: Answer, language: CompiledLanguage): ValueReading | null {
  const [clause] = answer.clauses;
  const own = clause === undefined ? null : readOwnWords(answer, clause, language);
  return own === null ? null : { ...own, certainty: VALUE_CERTAINTY.taken };
}

/** A plain yes to words of the expert's: those words are the value ("Is it there all the time?" "Yes."). */
function readConfirmed(
  question: AskedQuestion,
  concept: CompiledConcept | null,
  answer: Answer,
  language: CompiledLanguage,
): ValueReading | null {
  const yes = readPolar("yes", question, concept, answer, language);
  if (yes === null || concept?.kind === "finding") return yes;
  const { text, askStart, end } = question;
  for (const measure of concept?.measures ?? []) {
    const found = firstMatch(measure, text, askStart, end);
    if (found !== null) return { ...yes, value: cleanValue(text.slice(found.start, found.end), language) };
  }
  const said = question.formed ? "" : cleanValue(text.slice(question.start, end), language);
  return said === "" ? yes : { ...yes, value: said };
}

/** Whether the question is a denial put for confirmation ("So no fever?"): then yes means no. */
function isDenial(question: AskedQuestion, language: CompiledLanguage): boolean {
  return !question.formed && firstMatch(language.negations, question.text, question.start, question.end) !== null;
}

function readPresence(
  question: AskedQuestion,
  concept: CompiledConcept,
  answer: Answer,
  language: CompiledLanguage,
): ValueReading | null {
  const words = language.profile.valueWords;
  const [mention] = findMentionsIn(answer, concept);
  const denies = answer.polarity === "no" || answer.polarity === "doubtful";
  if (!isPresence(question, concept, language)) {
    const own = mention === undefined ? null : readOwnWords(answer, mention, language);
    return own === null ? null : { ...own, certainty: VALUE_CERTAINTY.hinted };
  }
  if (mention?.negated === true) {
    if (denies) return null;
    return { value: words.absent, clause: mention, quote: mention, certainty: VALUE_CERTAINTY.named };
  }
  if (mention !== undefined && answer.polarity !== "unsure") {
    const own = addsTo(question, mention, language) ? readOwnWords(answer, mention, language) : null;
    const value = own?.value ?? words.present;
    return { value, clause: mention, quote: own?.quote ?? mention, certainty: VALUE_CERTAINTY.named };
  }
  // "No blood": the finding by other words, those of the question.
  const asked = new Set(listStems(question.text, { start: question.askStart, end: question.end }, language));
  const denied = answer.clauses.find(
    ({ negated, text, ...span }) => negated && listStems(text, span, language).some((stem) => asked.has(stem)),
  );
  if (denied !== undefined && !denies && question.subject.findings.length === 1) {
    return { value: words.absent, clause: denied, quote: denied, certainty: VALUE_CERTAINTY.polar };
  }
  if (answer.polarity === "yes" && isDenial(question, language)) {
    const reading = readPolar("yes", question, concept, answer, language);
    return reading === null ? null : { ...reading, value: words.absent };
  }
  return null;
}

/**
 * Reads the value that the answer gives to one attribute of a question. `isLast`: the answer follows this question,
 * so that its first words count even where nothing ties them to the attribute.
 */
export function readValue(
  question: AskedQuestion,
  named: NamedAttribute,
  answer: Answer,
  isLast: boolean,
  language: CompiledLanguage,
): ValueReading | null {
  const concept = named.conceptId === null ? null : (language.conceptById.get(named.conceptId) ?? null);
  if (concept?.kind === "finding") {
    const presence = readPresence(question, concept, answer, language);
    if (presence !== null) return presence;
  } else if (concept !== null) {
    const mentioned = concept.kind === "topic" ? readTopicMention(question, concept, answer, language) : null;
    if (mentioned !== null) return mentioned;
    const measure = readMeasure(answer, concept, language);
    if (measure !== null) return { ...measure, certainty: VALUE_CERTAINTY.named };
    const hint = answer.polarity === "no" ? null : readHint(answer, concept, language);
    if (hint !== null) return { ...hint, certainty: VALUE_CERTAINTY.hinted };
  }
  const { polarity } = answer;
  if (polarity === "no" || polarity === "unsure" || polarity === "doubtful") {
    const shared = isLast || concept?.kind === "finding" || concept?.kind === "topic";
    return shared ? readPolar(polarity, question, concept, answer, language) : null;
  }
  if (!isLast) return null;
  const detail = readDetail(question, concept, answer, language);
  if (detail !== null) return detail;
  if (polarity === null) return readPlain(answer, language);
  return readConfirmed(question, concept, answer, language);
}
