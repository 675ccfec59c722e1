import type { Score } from "@/lib/grading/criterion";
import type { Evidence } from "@/lib/grading/evidence";
import type { GradeOutcome, ResponseScores, ResponseToScore } from "@/lib/grading/grader";
import { SCORING_SCHEMA } from "@/lib/grading/llm/answer-shape";
import { askUntilRead, type Reading } from "@/lib/grading/llm/ask-until-read";
import { findQuote } from "@/lib/grading/llm/find-quote";
import { frameScoring, type ShownFuture } from "@/lib/grading/llm/frame-scoring";
import type { GraderContext } from "@/lib/grading/llm/grader-context";
import type { LlmAnswer, LlmRequest } from "@/lib/grading/llm/llm-call";
import type { ScoringStep, Vote } from "@/lib/grading/llm/llm-grader-definition";
import { parseScoringAnswer, type ScoringAnswer } from "@/lib/grading/llm/parse-scoring-answer";
import { type OwnVote, type ProbedScores, settleVotes, type VoteOutcome } from "@/lib/grading/llm/settle-votes";
import type { Wording } from "@/lib/grading/offline/word-rationale";
import { isExactStop, readResponseDecision } from "@/lib/grading/response-decision";

const NOT_GROUNDED = "The score rests on words that stand nowhere in the observed future, letter for letter.";

/** A scoring answer with its quotes looked for. */
interface ReadScores {
  readonly said: ScoringAnswer;
  readonly evidence: readonly Evidence[];
  readonly unverifiedQuotes: readonly string[];
}

type ContentRule = { readonly applies: true } | { readonly applies: false; readonly outcome: GradeOutcome<Score> };

/** Where content has no score, or one that follows from the labels alone. As in the offline grader's `scoreContent`. */
function ruleContent(request: ResponseToScore, { expert }: Wording): ContentRule {
  const { response, stopLabel, targetInformation } = request;
  const notApplicable = (rationale: string): ContentRule => ({
    applies: false,
    outcome: { status: "not_applicable", rationale },
  });
  if (readResponseDecision(response) !== stopLabel) {
    return stopLabel === "stop"
      ? notApplicable(`The response goes on, but the ${expert} stops here. Only the decision counts.`)
      : notApplicable(`The response stops, but the ${expert} goes on. Only the decision counts.`);
  }
  if (stopLabel === "stop") {
    const rationale = `The response stops where the ${expert} stops: nothing was left to ask.`;
    return { applies: false, outcome: structural(1, rationale) };
  }
  if (targetInformation.length === 0) {
    return notApplicable(`From this turn on the ${expert} finds out nothing more.`);
  }
  return { applies: true };
}

function structural(value: Score, rationale: string): GradeOutcome<Score> {
  return { status: "ok", value, rationale, evidence: [], confidence: null, rawAnswer: null };
}

function composeRequest(
  step: ScoringStep,
  vote: Vote,
  sample: number,
  subject: ResponseToScore,
  future: ShownFuture,
  { profile, rolesOf }: GraderContext,
): (again: string | null) => LlmRequest {
  const roles = rolesOf(subject.trajectory.messages);
  return (again) => ({
    endpointId: vote.endpointId,
    model: vote.model,
    messages: frameScoring(step, vote, { profile, roles, subject, future, again }),
    answerSchema: step.answerFormat === "json_schema" ? SCORING_SCHEMA : null,
    temperature: step.temperature,
    maxOutputTokens: step.maxOutputTokens,
    seed: step.seed,
    sample,
  });
}

function readScores(
  answer: LlmAnswer,
  { answerFormat }: ScoringStep,
  { trajectory: { messages }, turn }: ResponseToScore,
  isContentExpected: boolean,
): Reading<ReadScores> {
  const outcome = parseScoringAnswer(answer, { answerFormat, isContentExpected });
  if (outcome.status === "failed") return { ...outcome, status: "unusable", rest: null };
  const said = outcome.value;
  if (!isContentExpected) return { status: "read", value: { said, evidence: [], unverifiedQuotes: [] } };
  const range = { from: turn.contextMessageCount, to: messages.length };
  const quotes = said.quotes.map((quote) => ({ quote, found: findQuote(quote, messages, [range]) }));
  const evidence = quotes.flatMap(({ found }) => (found === null ? [] : [found]));
  const unverifiedQuotes = quotes.flatMap(({ quote, found }) => (found === null ? [quote] : []));
  const value = { said, evidence, unverifiedQuotes };
  if (said.content === 0 || evidence.length > 0) return { status: "read", value };
  return { status: "unusable", failureClass: "evidence_not_found", message: NOT_GROUNDED, rest: value };
}

interface BothVotes {
  readonly content: OwnVote;
  readonly format: OwnVote;
}

async function askVote(
  step: ScoringStep,
  vote: Vote,
  sample: number,
  subject: ResponseToScore,
  isContentExpected: boolean,
  context: GraderContext,
): Promise<BothVotes> {
  const asked = await askUntilRead(
    context,
    "scoring",
    vote.endpointId,
    composeRequest(step, vote, sample, subject, { kind: "own" }, context),
    (answer) => readScores(answer, step, subject, isContentExpected),
  );
  const { name, model } = vote;
  if (asked.status === "failed" && asked.rest === null) {
    const { failureClass, message, rawAnswer } = asked;
    const failed = { name, model, outcome: { status: "failed", failureClass, message }, rawAnswer } as const;
    return { content: { ...failed, tokenConfidence: null }, format: { ...failed, tokenConfidence: null } };
  }
  const usable = asked.status === "read" ? asked : asked.rest;
  if (usable === null) throw new Error("A vote is read or failed.");
  const { said, evidence, unverifiedQuotes } = usable.value;
  const { text: rawAnswer, tokenConfidence } = usable.answer;
  const isGrounded = asked.status === "read";
  const content: VoteOutcome =
    isGrounded && said.content !== null
      ? { status: "ok", score: said.content, rationale: said.contentRationale, evidence, unverifiedQuotes }
      : { status: "failed", failureClass: "evidence_not_found", message: NOT_GROUNDED };
  const format: VoteOutcome = {
    status: "ok",
    score: said.format,
    rationale: said.formatRationale,
    evidence: [],
    unverifiedQuotes: [],
  };
  return {
    content: { name, model, outcome: content, rawAnswer, tokenConfidence },
    format: { name, model, outcome: format, rawAnswer, tokenConfidence },
  };
}

/** The content score under another future. Null where it can't be had: a probe that failed is no failed grade. */
async function askProbe(
  step: ScoringStep,
  subject: ResponseToScore,
  future: ShownFuture,
  context: GraderContext,
): Promise<Score | null> {
  const [vote] = step.votes;
  if (vote === undefined) return null;
  const asked = await askUntilRead(
    context,
    "probe",
    vote.endpointId,
    composeRequest(step, vote, 0, subject, future, context),
    (answer): Reading<Score | null> => {
      const outcome = parseScoringAnswer(answer, { answerFormat: step.answerFormat, isContentExpected: false });
      if (outcome.status === "failed") return { ...outcome, status: "unusable", rest: null };
      return { status: "read", value: outcome.value.content };
    },
  );
  return asked.status === "read" ? asked.value : null;
}

/** Another trajectory's future as it stands about as far into its dialogue; null where there is none. */
function findOtherFuture({ otherTrajectory, turn }: ResponseToScore): ShownFuture | null {
  const turns = otherTrajectory?.turns.filter(({ stopLabel }) => stopLabel === "continue") ?? [];
  const other = turns.find(({ round }) => round === turn.round) ?? turns.at(-1);
  if (otherTrajectory === undefined || other === undefined) return null;
  return { kind: "other", trajectory: otherTrajectory, turn: other };
}

async function probe(step: ScoringStep, subject: ResponseToScore, context: GraderContext): Promise<ProbedScores> {
  const other = step.probes.otherFuture ? findOtherFuture(subject) : null;
  const [scoreWithoutFuture, scoreOtherFuture] = await Promise.all([
    step.probes.withoutFuture ? askProbe(step, subject, { kind: "none" }, context) : null,
    other === null ? null : askProbe(step, subject, other, context),
  ]);
  return { scoreWithoutFuture, scoreOtherFuture };
}

const NOT_PROBED: ProbedScores = { scoreWithoutFuture: null, scoreOtherFuture: null };

/**
 * Scores one response. What follows from labels and markers alone costs no call; every other response costs one call a
 * vote, also where only its format counts, and all calls are under way at once.
 */
export async function scoreResponse(
  step: ScoringStep,
  subject: ResponseToScore,
  context: GraderContext,
): Promise<ResponseScores> {
  const rule = ruleContent(subject, context.wording);
  if (!rule.applies && readResponseDecision(subject.response) === "stop") {
    const format = isExactStop(subject.response)
      ? structural(1, "Stops with the bare marker.")
      : structural(0, "Stops, but says more than the bare marker.");
    return { content: rule.outcome, format };
  }
  const [votes, probed] = await Promise.all([
    Promise.all(step.votes.map((vote, sample) => askVote(step, vote, sample, subject, rule.applies, context))),
    rule.applies ? probe(step, subject, context) : NOT_PROBED,
  ]);
  const earlier = step.voterVersionIds.flatMap(
    (id) => subject.otherVersions?.find(({ versionId }) => versionId === id) ?? [],
  );
  const contentVotes = votes.map(({ content }) => content);
  const formatVotes = votes.map(({ format }) => format);
  const scoreOf = (criterion: "content" | "format") =>
    earlier.map((version) => ({ label: version.label, score: version[criterion] }));
  return {
    content: rule.applies ? settleVotes(contentVotes, scoreOf("content"), probed) : rule.outcome,
    format: settleVotes(formatVotes, scoreOf("format"), NOT_PROBED),
  };
}
