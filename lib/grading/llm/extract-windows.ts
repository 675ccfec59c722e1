import type { Evidence } from "@/lib/grading/evidence";
import type { ExtractionValue, GradeOutcome, TrajectoryToGrade } from "@/lib/grading/grader";
import { EXTRACTION_SCHEMA } from "@/lib/grading/llm/answer-shape";
import { type Asked, askUntilRead, type Reading } from "@/lib/grading/llm/ask-until-read";
import { findQuote } from "@/lib/grading/llm/find-quote";
import { endOfAnswer, frameExtraction } from "@/lib/grading/llm/frame-extraction";
import type { GraderContext } from "@/lib/grading/llm/grader-context";
import type { LlmAnswer } from "@/lib/grading/llm/llm-call";
import type { LlmExtractionStep } from "@/lib/grading/llm/llm-grader-definition";
import { type AnsweredItem, parseExtractionAnswer } from "@/lib/grading/llm/parse-extraction-answer";
import { joinNames, type Wording } from "@/lib/grading/offline/word-rationale";
import type { TargetItem } from "@/lib/grading/target-item";
import type { Turn } from "@/lib/trajectory/turn";

/** What an answer says of one turn, its quotes looked for. */
interface ReadTurn {
  readonly answered: readonly AnsweredItem[];
  readonly items: readonly TargetItem[];
  readonly unverifiedQuotes: readonly string[];
  /** Whether every item's answer is quoted letter for letter. */
  readonly isGrounded: boolean;
}

type ReadWindow = ReadonlyMap<number, ReadTurn>;

const NOT_GROUNDED = "The words quoted for an item stand nowhere in the observed future, letter for letter.";

/** Windows of nearly equal length, as few as the limit allows: a last window of one turn would have little context. */
export function splitWindows(turns: readonly Turn[], turnsPerCall: number): Turn[][] {
  const count = Math.ceil(turns.length / turnsPerCall);
  const cut = (index: number) => Math.round((index * turns.length) / count);
  return Array.from({ length: count }, (_, index) => turns.slice(cut(index), cut(index + 1)));
}

function readItem(
  item: AnsweredItem,
  trajectory: TrajectoryToGrade,
  turn: Turn,
): { readonly item: TargetItem; readonly unverified: string[]; readonly isGrounded: boolean } {
  const { messages } = trajectory;
  const start = turn.contextMessageCount;
  const blockEnd = start + turn.responseMessageCount;
  // "No." is said often: what stands nearest to the question is meant.
  const answer = findQuote(item.quote, messages, [
    { from: blockEnd, to: endOfAnswer(trajectory, turn) },
    { from: blockEnd, to: messages.length },
    { from: start, to: blockEnd },
  ]);
  const question = findQuote(item.question, messages, [
    { from: start, to: blockEnd },
    { from: blockEnd, to: messages.length },
  ]);
  const evidence = [answer, question].filter((quote): quote is Evidence => quote !== null);
  return {
    item: { attribute: item.attribute, value: item.value, firstRound: 1, askedRound: turn.round, evidence },
    unverified: [
      ...(answer === null ? [item.quote] : []),
      ...(question === null && item.question.trim() !== "" ? [item.question] : []),
    ],
    isGrounded: answer !== null,
  };
}

function readTurn(items: readonly AnsweredItem[], trajectory: TrajectoryToGrade, turn: Turn): ReadTurn {
  const answered = items.filter((item) => item.turn === turn.round);
  const found = answered.map((item) => readItem(item, trajectory, turn));
  return {
    answered,
    items: found.map(({ item }) => item),
    unverifiedQuotes: found.flatMap(({ unverified }) => unverified),
    isGrounded: found.every(({ isGrounded }) => isGrounded),
  };
}

function readWindow(
  answer: LlmAnswer,
  step: LlmExtractionStep,
  trajectory: TrajectoryToGrade,
  window: readonly Turn[],
): Reading<ReadWindow> {
  const rounds = new Set(window.map(({ round }) => round));
  const outcome = parseExtractionAnswer(answer, { answerFormat: step.answerFormat, rounds });
  if (outcome.status === "failed") return { ...outcome, status: "unusable", rest: null };
  const turns = new Map(window.map((turn) => [turn.round, readTurn(outcome.value.items, trajectory, turn)]));
  if ([...turns.values()].every(({ isGrounded }) => isGrounded)) return { status: "read", value: turns };
  return { status: "unusable", failureClass: "evidence_not_found", message: NOT_GROUNDED, rest: turns };
}

function wordTurn(
  { answered, items, unverifiedQuotes }: ReadTurn,
  { tokenConfidence }: LlmAnswer,
  { client }: Wording,
): GradeOutcome<ExtractionValue> {
  const names = joinNames([...new Set(items.map(({ attribute }) => attribute))]);
  const quotes = items.flatMap(({ evidence }) => evidence);
  const unique = new Map(quotes.map((quote) => [`${quote.messagePosition}:${quote.start}:${quote.end}`, quote]));
  return {
    status: "ok",
    value: { items },
    rationale:
      items.length === 0
        ? `The model finds nothing here that was asked for and that the ${client} answered.`
        : `Asked about ${names}; the ${client} answers.`,
    evidence: [...unique.values()],
    confidence: tokenConfidence,
    // The answer tells of many turns; repeated at each, it would cost the square of its length.
    rawAnswer: answered.length === 0 ? null : answered.map((item) => JSON.stringify(item)).join("\n"),
    signals: { votes: [], agreement: null, tokenConfidence, scoreWithoutFuture: null, scoreOtherFuture: null },
    ...(unverifiedQuotes.length === 0 ? {} : { unverifiedQuotes }),
  };
}

function outcomeOf(asked: Asked<ReadWindow>, turn: Turn, wording: Wording): GradeOutcome<ExtractionValue> {
  if (asked.status === "read") {
    const read = asked.value.get(turn.round);
    if (read === undefined) throw new Error(`The answer was not read for turn ${turn.round}.`);
    return wordTurn(read, asked.answer, wording);
  }
  const { failureClass, message, rawAnswer, rest } = asked;
  const read = rest?.value.get(turn.round);
  if (rest === null || read === undefined) {
    return { status: "failed", failureClass, rationale: message, rawAnswer };
  }
  if (read.isGrounded) return wordTurn(read, rest.answer, wording);
  const rawRest = rest.answer.text;
  return { status: "failed", failureClass: "evidence_not_found", rationale: NOT_GROUNDED, rawAnswer: rawRest };
}

/**
 * What was asked and answered at each turn, by round: one call for a window of turns, all windows at once. Windows fail
 * apart; within a window whose quotes can't all be found, only the turns fail that they belong to. At a turn where the
 * client does not speak again nothing can have been answered, so no model is asked.
 */
export async function extractWindows(
  step: LlmExtractionStep,
  trajectory: TrajectoryToGrade,
  context: GraderContext,
): Promise<ReadonlyMap<number, GradeOutcome<ExtractionValue>>> {
  const { profile, wording } = context;
  const roles = context.rolesOf(trajectory.messages);
  const asking = trajectory.turns.filter((turn) => turn.stopLabel === "continue" && turn.responseMessageCount > 0);
  const outcomes = new Map<number, GradeOutcome<ExtractionValue>>();
  for (const { round } of trajectory.turns) {
    const rationale = `The ${wording.client} does not speak again: nothing asked here is answered.`;
    outcomes.set(round, {
      status: "ok",
      value: { items: [] },
      rationale,
      evidence: [],
      confidence: null,
      rawAnswer: null,
    });
  }
  const windows = splitWindows(asking, step.turnsPerCall);
  const answers = await Promise.all(
    windows.map((window) =>
      askUntilRead(
        context,
        "extraction",
        step.endpointId,
        (again) => ({
          endpointId: step.endpointId,
          model: step.model,
          messages: frameExtraction(step, { profile, roles, trajectory, window, again }),
          answerSchema: step.answerFormat === "json_schema" ? EXTRACTION_SCHEMA : null,
          temperature: step.temperature,
          maxOutputTokens: step.maxOutputTokens,
          seed: step.seed,
          sample: 0,
        }),
        (answer) => readWindow(answer, step, trajectory, window),
      ),
    ),
  );
  for (const [index, window] of windows.entries()) {
    const asked = answers[index];
    if (asked === undefined) continue;
    for (const turn of window) outcomes.set(turn.round, outcomeOf(asked, turn, wording));
  }
  return outcomes;
}
