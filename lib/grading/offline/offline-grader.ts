import { createHash } from "node:crypto";
import type { DomainProfile } from "@/lib/grading/domain-profile";
import type { ExtractionValue, GradeOutcome, Grader, TrajectoryToGrade } from "@/lib/grading/grader";
import { type CompiledLanguage, compileLanguages, detectLanguage } from "@/lib/grading/offline/compile-language";
import { type ExtractedTurn, extractItems, quoteQuestion } from "@/lib/grading/offline/extract-items";
import { readDecision } from "@/lib/grading/offline/read-decision";
import { scoreContent } from "@/lib/grading/offline/score-content";
import { scoreFormat } from "@/lib/grading/offline/score-format";
import { joinNames, type Wording, wordDomain } from "@/lib/grading/offline/word-rationale";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import type { Message } from "@/lib/trajectory/message";

/** Raised by one with every change of the code that can change an answer. */
const ALGORITHM_VERSION = 1;

/** How sure an extraction without items is, by the reason. */
const EMPTY_CERTAINTY = {
  noQuestion: 0.9,
  notItem: 0.82,
  unanswered: 0.5,
  unnamed: 0.55,
} as const;

/** Everything that affects an answer of the offline grader; what a grader version of it is made of. */
export interface OfflineGraderDefinition {
  readonly name: "offline";
  readonly algorithmVersion: number;
  readonly profileId: string;
  /** SHA-256 (hex) of the profile's JSON. */
  readonly profileHash: string;
}

/** The definition of the offline grader under a profile. */
export function defineOfflineGrader(profile: DomainProfile): OfflineGraderDefinition {
  const profileHash = createHash("sha256").update(JSON.stringify(profile)).digest("hex");
  return { name: "offline", algorithmVersion: ALGORITHM_VERSION, profileId: profile.id, profileHash };
}

/** The definition under the default profile. */
export const OFFLINE_GRADER_DEFINITION: OfflineGraderDefinition = defineOfflineGrader(MEDICINE_PROFILE);

function wordEmpty(
  turn: ExtractedTurn,
  isStop: boolean,
  { client, expert, nameConcept }: Wording,
): { why: string; certainty: number } {
  if (isStop) return { why: `The ${expert} ends the dialogue here.`, certainty: EMPTY_CERTAINTY.noQuestion };
  if (turn.questions.length === 0) {
    return { why: `The ${expert} asks nothing here.`, certainty: EMPTY_CERTAINTY.noQuestion };
  }
  if (turn.notItems.length > 0) {
    const names = joinNames(turn.notItems.map(nameConcept));
    return { why: `Asked about ${names}, which is not target information.`, certainty: EMPTY_CERTAINTY.notItem };
  }
  if (turn.unanswered.length > 0) {
    const names = joinNames(turn.unanswered);
    return {
      why: `Asked about ${names}, but the ${client} gives no clear answer.`,
      certainty: EMPTY_CERTAINTY.unanswered,
    };
  }
  return { why: `The ${expert}'s question names no finding.`, certainty: EMPTY_CERTAINTY.unnamed };
}

function wordExtraction(
  messages: readonly Message[],
  turn: ExtractedTurn,
  isStop: boolean,
  wording: Wording,
): GradeOutcome<ExtractionValue> {
  const { items } = turn;
  if (turn.certainty === null) {
    const { why, certainty } = wordEmpty(turn, isStop, wording);
    const [question] = turn.questions;
    return {
      status: "ok",
      value: { items },
      rationale: why,
      evidence: question === undefined ? [] : [quoteQuestion(messages, question)],
      confidence: certainty,
      rawAnswer: null,
    };
  }
  const names = joinNames(items.map(({ attribute }) => attribute));
  const quotes = items.flatMap(({ evidence }) => evidence);
  const unique = new Map(quotes.map((quote) => [`${quote.messagePosition}:${quote.start}:${quote.end}`, quote]));
  return {
    status: "ok",
    value: { items },
    rationale: `Asked about ${names}; the ${wording.client} answers right after.`,
    evidence: [...unique.values()],
    confidence: turn.certainty,
    rawAnswer: null,
  };
}

/**
 * A grader without a model, a network or chance: it pairs each question of the expert with what the client answers
 * right after, and compares a response's questions with the items so found, by the vocabulary of the domain profile.
 * A baseline to be corrected, and the default where there is no model.
 *
 * Confidence, 0 … 1, says how clear-cut a case was, to order review; it is not a probability. Decision: high where
 * findings follow, low where the talk only goes on. Extraction: the least certain item, by what its value rests on (a
 * measure or named finding, a yes or no, a clause of the right look, the first words said), less where the subject was
 * guessed. Content: by how the nearest item was matched (same concept, wider finding, words, kin). Format: by how the
 * count came about. The figures stand as named constants beside each rule.
 */
export function createOfflineGrader(profile: DomainProfile): Grader {
  const languages = compileLanguages(profile);
  const wording = wordDomain(profile);
  const languageOf = (texts: readonly string[]): CompiledLanguage | null => detectLanguage(texts, languages);
  const fallback = (): CompiledLanguage => {
    const [first] = languages;
    if (first === undefined) throw new Error("A domain profile needs at least one language.");
    return first;
  };
  const languageOfTrajectory = ({ messages }: TrajectoryToGrade) =>
    languageOf(messages.map(({ content }) => content)) ?? fallback();

  return {
    async extract(trajectory) {
      const { messages, turns } = trajectory;
      const language = languageOfTrajectory(trajectory);
      const extracted = turns.map((turn) => extractItems(messages, turn, language));
      return turns.flatMap((turn, index) => {
        const found = extracted[index];
        if (found === undefined) return [];
        return [
          {
            round: turn.round,
            decision: readDecision(messages, turn, extracted.slice(index), language, wording),
            extraction: wordExtraction(messages, found, turn.stopLabel === "stop", wording),
          },
        ];
      });
    },
    async score(request) {
      // A policy may answer in another language than the dialogue's; concepts are the same in all.
      const language = languageOf([request.response]) ?? languageOfTrajectory(request.trajectory);
      return {
        content: scoreContent(request, language, languages, wording),
        format: scoreFormat(request, language),
      };
    },
  };
}
