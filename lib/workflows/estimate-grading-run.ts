import {
  findStepIds,
  type MeasuredAnswers,
  measureAnswers,
  measureComputedRuns,
  measureScope,
  readEndpointTerms,
  type ScopeSize,
} from "@/lib/db/run-estimate-reads";
import { type CallsToMake, estimateRun, type MeasuredCalls, type Range } from "@/lib/grading/estimate-run";
import { listRoleWords } from "@/lib/grading/llm/dialogue-roles";
import { frameExtraction } from "@/lib/grading/llm/frame-extraction";
import { frameScoring } from "@/lib/grading/llm/frame-scoring";
import type { LlmMessage, LlmStep } from "@/lib/grading/llm/llm-call";
import type { LlmGraderDefinition, Vote } from "@/lib/grading/llm/llm-grader-definition";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import { type NewRunInput, newRunSchema, type RunEstimate } from "@/lib/queries/run-contract";
import { endpointsOf } from "@/lib/workflows/active-runs";
import { chooseGrader } from "@/lib/workflows/choose-grader";
import { hashDefinition } from "@/lib/workflows/hash-definition";

/** Tokens of an answer where none is measured: a score with reasons and quotes; an item with its quotes, a turn. */
const ASSUMED_SCORE: Range = { estimate: 120, lower: 40, upper: 300 };
const ASSUMED_ITEM: Range = { estimate: 40, lower: 10, upper: 100 };
/** A turn by a grader that computes, where none is measured, ms. */
const ASSUMED_COMPUTING: Range = { estimate: 15, lower: 3, upper: 60 };
const COMPUTING_SPREAD = 0.4;
/** At least this share of the responses has a content score that is probed; the others have no target information left. */
const PROBED_SHARE = 0.5;
/** Without its future a dialogue is sent by halves, on average. */
const WITHOUT_FUTURE = 0.5;

const NOTHING: Range = { estimate: 0, lower: 0, upper: 0 };

/**
 * What a run would come to, before it starts: calls, tokens, cost and time, each with a range, and what that rests on.
 * @throws what {@link chooseGrader} throws.
 */
export async function estimateGradingRun(request: { readonly projectId: string } & NewRunInput): Promise<RunEstimate> {
  const { projectId, ...input } = request;
  const { scope, ...wanted } = newRunSchema.parse(input);
  const chosen = await chooseGrader(projectId, wanted);
  const query = { projectId, graderVersionId: chosen.versionId, scope };
  if (chosen.kind === "offline") {
    const { trajectories, turns } = await measureScope(query, { turnsPerCall: 1, extractionStepId: null });
    return { trajectories, turns, ...(await estimateComputing(projectId, turns)) };
  }
  const { definition } = chosen;
  const stepIds = await findStepIds(projectId, chosen.name, {
    extraction: hashDefinition(definition.extraction),
    scoring: hashDefinition(definition.scoring),
  });
  const turnsPerCall = definition.extraction.kind === "llm" ? definition.extraction.turnsPerCall : 1;
  const size = await measureScope(query, { turnsPerCall, extractionStepId: stepIds.extraction });
  const endpointIds = endpointsOf(definition);
  const [endpoints, measured] = await Promise.all([
    readEndpointTerms(projectId, endpointIds),
    measureAnswers(projectId, endpointIds, stepIds),
  ]);
  const kinds = listCalls(definition, size, measured);
  const onHand =
    (definition.extraction.kind === "llm" ? size.knownWindows : 0) +
    size.scoredResponses * definition.scoring.votes.length;
  return {
    trajectories: size.trajectories,
    turns: size.turns,
    ...estimateRun(kinds, endpoints),
    basis: wordBasis(kinds, onHand),
  };
}

function listCalls(
  definition: LlmGraderDefinition,
  size: ScopeSize,
  measured: readonly MeasuredAnswers[],
): CallsToMake[] {
  const { extraction, scoring } = definition;
  const measuredOf = {
    extraction: findMeasured(measured, "extraction"),
    scoring: findMeasured(measured, "scoring"),
    probe: findMeasured(measured, "probe"),
  };
  const exactly = (value: number): Range => ({ estimate: value, lower: value, upper: value });
  const calls: CallsToMake[] = [];
  if (extraction.kind === "llm") {
    const turnsPerWindow = size.windows === 0 ? 0 : size.turns / size.windows;
    const bytesPerTrajectory = size.measuredTrajectories === 0 ? 0 : size.bytes / size.measuredTrajectories;
    calls.push({
      endpointId: extraction.endpointId,
      questions: exactly(size.windows - size.knownWindows),
      bytes:
        bytesOf(frameEmptyExtraction(extraction)) +
        (size.windows === 0 ? 0 : (bytesPerTrajectory * size.trajectories) / size.windows),
      assumedOutputTokens: scaleRange(ASSUMED_ITEM, Math.max(1, turnsPerWindow)),
      measured: measuredOf.extraction,
    });
  }
  const responses = size.responses - size.scoredResponses;
  const dialogueBytes = size.measuredResponses === 0 ? 0 : size.bytesTimesResponses / size.measuredResponses;
  const score = (vote: Vote, step: "scoring" | "probe", questions: Range, share: number): CallsToMake => ({
    endpointId: vote.endpointId,
    questions,
    bytes: bytesOf(frameEmptyScoring(definition, vote)) + share * dialogueBytes,
    assumedOutputTokens: ASSUMED_SCORE,
    measured: measuredOf[step],
  });
  for (const vote of scoring.votes) calls.push(score(vote, "scoring", exactly(responses), 1));
  const [first] = scoring.votes;
  const probed: Range = { estimate: responses, lower: PROBED_SHARE * responses, upper: responses };
  if (first !== undefined && scoring.probes.withoutFuture) calls.push(score(first, "probe", probed, WITHOUT_FUTURE));
  if (first !== undefined && scoring.probes.otherFuture) calls.push(score(first, "probe", probed, 1));
  return calls;
}

/** The best there is: of this very step, else of others on the endpoints. */
function findMeasured(measured: readonly MeasuredAnswers[], step: LlmStep): MeasuredCalls | null {
  const ofStep = measured.filter((one) => one.step === step && one.questions > 0);
  const best = ofStep.find(({ isOwn }) => isOwn) ?? ofStep[0];
  if (best === undefined) return null;
  return { ...best, answersPerQuestion: best.answers / best.questions };
}

const EMPTY_TURN = { round: 1, contextMessageCount: 1, responseMessageCount: 1, stopLabel: "continue" } as const;
const EMPTY_TRAJECTORY = {
  messages: [
    { role: "user", content: "" },
    { role: "assistant", content: "" },
    { role: "user", content: "" },
  ],
  turns: [EMPTY_TURN],
} as const;
const [ROLES = { user: "client", assistant: "expert" }] = listRoleWords(MEDICINE_PROFILE);
const FRAME = { profile: MEDICINE_PROFILE, roles: ROLES, again: null } as const;

function frameEmptyExtraction(step: Extract<LlmGraderDefinition["extraction"], { kind: "llm" }>): LlmMessage[] {
  return frameExtraction(step, { ...FRAME, trajectory: EMPTY_TRAJECTORY, window: [EMPTY_TURN] });
}

function frameEmptyScoring({ scoring }: LlmGraderDefinition, vote: Vote): LlmMessage[] {
  const subject = {
    trajectory: EMPTY_TRAJECTORY,
    turn: EMPTY_TURN,
    response: "",
    stopLabel: "continue",
    targetInformation: [],
  } as const;
  return frameScoring(scoring, vote, { ...FRAME, subject, future: { kind: "own" } });
}

function bytesOf(messages: readonly LlmMessage[]): number {
  return messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
}

function scaleRange({ estimate, lower, upper }: Range, by: number): Range {
  return { estimate: estimate * by, lower: lower * by, upper: upper * by };
}

const count = (value: number): string => value.toLocaleString("en");

function wordBasis(kinds: readonly CallsToMake[], onHand: number): string {
  const asked = kinds.filter(({ questions }) => questions.upper > 0);
  if (asked.length === 0) return "Every answer is on hand: nothing has to be asked.";
  const known = asked.flatMap(({ measured }) => measured ?? []);
  const own = known.filter(({ isOwn }) => isOwn);
  const answers = (among: readonly MeasuredCalls[]) =>
    count([...new Set(among)].reduce((sum, one) => sum + one.answers, 0));
  const sentences: string[] = [];
  if (own.length === asked.length) {
    sentences.push(`Tokens and time of a call are those of ${answers(own)} answers that this grader was given before.`);
  } else {
    sentences.push("What is sent is reckoned from the dialogues' lengths, a token for four bytes, give or take 25%.");
    if (known.length === asked.length) {
      sentences.push(`Answers and their time are those of ${answers(known)} calls of the same endpoints before.`);
    } else {
      sentences.push(
        "Some of its calls were never measured: for them answers of usual length are assumed, and 1 to 10 seconds a call.",
      );
    }
  }
  if (onHand > 0) sentences.push(`${count(onHand)} calls are taken off, since their answers are on hand.`);
  return sentences.join(" ");
}

async function estimateComputing(
  projectId: string,
  turns: number,
): Promise<Omit<RunEstimate, "trajectories" | "turns">> {
  const before = await measureComputedRuns(projectId);
  const perTurn = before.turns === 0 ? null : before.ms / before.turns;
  const ms =
    perTurn === null
      ? ASSUMED_COMPUTING
      : { estimate: perTurn, lower: perTurn * (1 - COMPUTING_SPREAD), upper: perTurn * (1 + COMPUTING_SPREAD) };
  return {
    calls: NOTHING,
    inputTokens: NOTHING,
    outputTokens: NOTHING,
    costUsd: NOTHING,
    seconds: scaleRange(ms, turns / 1000),
    basis:
      perTurn === null
        ? "This grader computes its answers and asks nobody; a turn is assumed to take 3 to 60 thousandths of a second."
        : `This grader computes its answers and asks nobody; the time is that of ${count(before.turns)} turns graded before.`,
  };
}
