import { setMaxListeners } from "node:events";
import type { AnswerKey } from "@/lib/db/llm-answer-reads";
import type { FailureClass } from "@/lib/grading/grader";
import type { LlmAnswer, LlmCall, LlmFailure, LlmRequest, LlmStep } from "@/lib/grading/llm/llm-call";
import { findStoredAnswer } from "@/lib/llm/answer-lookups";
import type { AskResult } from "@/lib/llm/ask-endpoint";
import type { CallFailure } from "@/lib/llm/call-failure";
import { costMicroUsd } from "@/lib/llm/cost-of-call";
import { clientOf } from "@/lib/llm/endpoint-clients";
import type { FailureVerdict, Permit } from "@/lib/llm/endpoint-gate";
import { gateOf } from "@/lib/llm/endpoint-gates";
import { hashRequest } from "@/lib/llm/hash-request";
import { pause } from "@/lib/llm/pause";
import { estimateTokens } from "@/lib/llm/read-completion";
import { pauseBeforeRetry } from "@/lib/llm/retry-policy";
import { RunInterruptedError } from "@/lib/llm/run-interrupted";
import { type RunWatch, watchRun } from "@/lib/llm/run-watch";
import { answerOf } from "@/lib/llm/stored-answers-only";
import { wordFailure } from "@/lib/llm/word-failure";

/** An endpoint that has not answered for so long, ms, pauses the run instead of holding its calls. */
const LONGEST_ABSENCE_MS = 15 * 60_000;
/** Somebody looks on: outside of a run a call waits no longer than this for the endpoint, ms. */
const PATIENCE_OUTSIDE_RUNS_MS = 30_000;
/** Answers are shorter than their limit; what they took in the end is put right afterwards. */
const EXPECTED_OUTPUT_TOKENS = 256;

export interface LlmCallOptions {
  readonly projectId: string;
  /** The run that pays; null outside of runs. */
  readonly runId: string | null;
  /** Ends calls that wait and calls that are under way with a {@link RunInterruptedError}. */
  readonly signal?: AbortSignal;
}

interface Call extends AnswerKey {
  readonly request: LlmRequest;
  readonly step: LlmStep;
  readonly inputTokens: number;
}

/** Calls that are being made, so that whoever asks the same meanwhile waits for the answer and pays nothing. */
const underWay = new Map<string, Promise<LlmAnswer | LlmFailure>>();

/**
 * The port to real endpoints: ledger first, then limits, the call, its retries, and the ledger again.
 * @throws {@link RunInterruptedError} (from the call) where the run was paused or canceled, the endpoint refuses the key,
 * has no such model or stays away for long (the run is paused with that reason first), or `signal` was aborted
 */
export function createLlmCall({ projectId, runId, signal }: LlmCallOptions): LlmCall {
  const watch = watchRun(projectId, runId);
  // Each call that waits listens.
  if (signal !== undefined) setMaxListeners(0, signal);

  return async (request, { step, attempt }) => {
    refuseEnded(signal);
    const key = { requestHash: hashRequest(request), attempt };
    const name = `${projectId}:${key.requestHash}:${attempt}`;
    // From the last look here to the entry in the map nothing may come between, or an answer that is just being stored
    // would be found neither there nor under way, and paid for twice.
    for (let other = underWay.get(name); other !== undefined; other = underWay.get(name)) {
      const outcome = await other.catch(() => null);
      if (outcome?.status === "answered") {
        watch.ledger.countReused();
        return outcome;
      }
    }
    const asking = recallOrAsk(watch, { ...key, request, step }, signal).finally(() => underWay.delete(name));
    underWay.set(name, asking);
    return asking;
  };
}

async function recallOrAsk(
  watch: RunWatch,
  asked: Omit<Call, "inputTokens">,
  signal: AbortSignal | undefined,
): Promise<LlmAnswer | LlmFailure> {
  const stored = await findStoredAnswer(watch.projectId, asked);
  if (stored !== null) {
    watch.ledger.countReused();
    return answerOf(stored);
  }
  const inputTokens = asked.request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  watch.enter();
  try {
    return await askUntilSettled(watch, { ...asked, inputTokens }, signal);
  } finally {
    watch.leave();
  }
}

async function askUntilSettled(
  watch: RunWatch,
  call: Call,
  signal: AbortSignal | undefined,
): Promise<LlmAnswer | LlmFailure> {
  const patience = watch.runId === null ? AbortSignal.timeout(PATIENCE_OUTSIDE_RUNS_MS) : null;
  // Each class has tries of its own: a call that met three kinds of bad luck has not had three of one.
  const failures = new Map<FailureClass, number>();
  for (;;) {
    await watch.check();
    refuseEnded(signal);
    // Paid answers that can't be stored must not become more.
    if (watch.ledger.away !== null) await watch.ledger.away;
    const waiting = [watch.signal, signal, patience].filter((one) => one !== undefined && one !== null);
    const gate = gateOf(watch.projectId, call.request.endpointId);
    let permit: Permit;
    try {
      permit = await gate.acquire(call.inputTokens + EXPECTED_OUTPUT_TOKENS, waiting);
    } catch (error) {
      refuseEnded(signal);
      if (patience?.aborted) return impatient(gate.awayReason);
      throw error;
    }
    if (watch.signal.aborted) {
      permit.giveBack();
      throw watch.signal.reason;
    }
    const sentUnder = watch.signal;
    const stop = (failure: CallFailure) =>
      failure.stopsRun && watch.runId !== null ? watch.pause(pauseReason(permit, call, failure), sentUnder) : null;
    const result = await ask(permit, call, signal, stop);
    if (result.status === "answered") return await store(watch, permit, call, result);

    const { failure } = result;
    if (result.usage !== null) {
      const { inputTokens, outputTokens } = result.usage;
      watch.ledger.countSpent({
        ...result.usage,
        costMicroUsd: costMicroUsd(permit.endpoint, inputTokens, outputTokens),
      });
    }
    const verdict = result.verdict;
    if (result.stopping !== null) throw await result.stopping;
    if (verdict.awayMs !== null && verdict.awayMs >= LONGEST_ABSENCE_MS && watch.runId !== null) {
      throw await watch.pause(awayReason(permit, failure, verdict.awayMs), sentUnder);
    }
    const { failureClass } = failure;
    const tries = (failures.get(failureClass) ?? 0) + (verdict.counts ? 1 : 0);
    failures.set(failureClass, tries);
    const pauseMs = pauseBeforeRetry(failureClass, tries, failure.retryAfterMs, Math.random());
    if (pauseMs === null || patience?.aborted) return failed(call, failure, tries);
    watch.ledger.countRetried(failureClass);
    // A failure that does not count waits at the gate instead.
    if (verdict.counts) await pause(pauseMs, waiting).catch(() => refuseEnded(signal));
  }
}

type Asked =
  | (AskResult & { readonly status: "answered" })
  | (AskResult & { readonly status: "failed" } & {
      readonly verdict: FailureVerdict;
      /** The run is being paused because of it. */
      readonly stopping: Promise<RunInterruptedError> | null;
    });

/** @param stop begins to pause the run where the failure asks for it; called before the slot is free for another call */
async function ask(
  permit: Permit,
  call: Call,
  signal: AbortSignal | undefined,
  stop: (failure: CallFailure) => Promise<RunInterruptedError> | null,
): Promise<Asked> {
  const { endpoint } = permit;
  const found = clientOf(endpoint);
  if (!found.ok) {
    const stopping = stop(found.failure);
    permit.giveBack();
    return {
      status: "failed",
      failure: found.failure,
      stopping,
      latencyMs: 0,
      usage: null,
      verdict: { counts: true, awayMs: null },
    };
  }
  let result: AskResult;
  try {
    const { timeoutMs, tokenProbabilities } = endpoint;
    result = await found.client.ask(call.request, { timeoutMs, tokenProbabilities, signal: signal ?? NEVER_ABORTED });
  } catch (error) {
    permit.giveBack();
    refuseEnded(signal);
    throw error;
  }
  if (result.status === "answered") {
    const { inputTokens, outputTokens, text } = result.completion;
    permit.answered((inputTokens ?? call.inputTokens) + (outputTokens ?? estimateTokens(text)));
    return result;
  }
  const stopping = stop(result.failure);
  // Awaited by the caller; until then a database that stays away must not end the process.
  stopping?.catch(() => undefined);
  return { ...result, stopping, verdict: await permit.failed(result.failure) };
}

const NEVER_ABORTED = new AbortController().signal;
setMaxListeners(0, NEVER_ABORTED);

async function store(
  watch: RunWatch,
  permit: Permit,
  call: Call,
  { completion, latencyMs }: AskResult & { readonly status: "answered" },
): Promise<LlmAnswer> {
  // Where the endpoint does not count, a quarter of the bytes comes near enough for sums and limits.
  const inputTokens = completion.inputTokens ?? call.inputTokens;
  const outputTokens = completion.outputTokens ?? estimateTokens(completion.text);
  const stored = await watch.ledger.store({
    requestHash: call.requestHash,
    attempt: call.attempt,
    step: call.step,
    text: completion.text,
    finishReason: completion.finishReason,
    tokenConfidence: completion.tokenConfidence,
    inputTokens,
    outputTokens,
    costMicroUsd: costMicroUsd(permit.endpoint, inputTokens, outputTokens),
    latencyMs: Math.round(latencyMs),
  });
  return answerOf(stored);
}

function refuseEnded(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new RunInterruptedError("This worker has to end.");
}

function pauseReason({ endpoint }: Permit, { request }: Call, failure: CallFailure): string {
  return `Paused by the endpoint “${endpoint.name}”. ${wordFailure(failure, request.messages)}`;
}

function awayReason({ endpoint }: Permit, failure: CallFailure, awayMs: number): string {
  return `Paused: the endpoint “${endpoint.name}” has not answered for ${Math.round(awayMs / 60_000)} minutes. ${failure.message}`;
}

function failed({ request }: Call, failure: CallFailure, tries: number): LlmFailure {
  const tried = tries > 1 ? ` Tried ${tries} times.` : "";
  return {
    status: "failed",
    failureClass: failure.failureClass,
    message: `${wordFailure(failure, request.messages)}${tried}`,
    rawAnswer: failure.rawAnswer,
  };
}

function impatient(reason: string | null): LlmFailure {
  return {
    status: "failed",
    failureClass: reason === null ? "rate_limit" : "network",
    message:
      reason === null
        ? "The endpoint's limits left no room for this call within half a minute. Try again later."
        : `The endpoint does not answer. ${reason}`,
    rawAnswer: null,
  };
}
