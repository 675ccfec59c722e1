import OpenAI from "openai";
import type { LlmRequest } from "@/lib/grading/llm/llm-call";
import type { CallFailure } from "@/lib/llm/call-failure";
import { classifyRefusal } from "@/lib/llm/classify-refusal";
import { classifyThrown, timedOut } from "@/lib/llm/classify-thrown";
import { fetchAnswer, ReadAnswer, RefusedAnswer } from "@/lib/llm/fetch-answer";
import { type Completion, readCompletion } from "@/lib/llm/read-completion";
import { readErrorBody } from "@/lib/llm/read-error-body";

const RAW_CHARACTERS = 4_000;

export type AskResult =
  | { readonly status: "answered"; readonly completion: Completion; readonly latencyMs: number }
  | {
      readonly status: "failed";
      readonly failure: CallFailure;
      readonly latencyMs: number;
      /** What an answer that can't be used has cost; null where nothing was answered. */
      readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
    };

export interface AskOptions {
  readonly timeoutMs: number;
  readonly tokenProbabilities: boolean;
  /** Ends the call; it then throws the signal's reason. */
  readonly signal: AbortSignal;
}

function findRefusal(error: unknown): RefusedAnswer | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof RefusedAnswer) return at;
  return null;
}

/** One model server as the client library sees it. */
export interface EndpointClient {
  ask(request: LlmRequest, options: AskOptions): Promise<AskResult>;
}

/** Newer OpenAI models refuse the parameter's old name, older servers don't know the new one. */
const WANTS_NEW_NAME = /max_completion_tokens/;

function withoutKey<Failure extends CallFailure>(failure: Failure, key: string | null): Failure {
  if (key === null || key.length < 4) return failure;
  const hide = (text: string | null) => text?.replaceAll(key, "[key]") ?? null;
  return { ...failure, words: hide(failure.words), rawAnswer: hide(failure.rawAnswer) };
}

/** @param key null where the endpoint asks for none */
export function createEndpointClient(baseUrl: string, key: string | null): EndpointClient {
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: key ?? "none",
    // Whatever the environment holds for other programs stays there.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    defaultHeaders: key === null ? { Authorization: null } : {},
    maxRetries: 0,
    // Its log lines at the level debug hold the dialogue.
    logLevel: "off",
    fetch: fetchAnswer,
  });
  let lengthParameter: "max_tokens" | "max_completion_tokens" = "max_tokens";

  async function send(request: LlmRequest, options: AskOptions, signal: AbortSignal): Promise<string> {
    const { messages, answerSchema, temperature, seed } = request;
    const response = await client.chat.completions
      .create(
        {
          model: request.model,
          messages: messages.map(({ role, content }) => ({ role, content })),
          [lengthParameter]: request.maxOutputTokens,
          ...(temperature === null ? {} : { temperature }),
          ...(seed === null ? {} : { seed }),
          ...(options.tokenProbabilities ? { logprobs: true } : {}),
          ...(answerSchema === null
            ? {}
            : {
                response_format: {
                  type: "json_schema",
                  json_schema: { name: answerSchema.name, strict: true, schema: { ...answerSchema.schema } },
                },
              }),
        },
        // The library's own clock ends with the headers, ours with the last byte.
        { signal, timeout: 2 * options.timeoutMs },
      )
      .asResponse();
    if (!(response instanceof ReadAnswer)) throw new Error("The client library gave another response.");
    return response.read;
  }

  async function ask(request: LlmRequest, options: AskOptions): Promise<AskResult> {
    const startedAt = performance.now();
    const ending = new AbortController();
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      ending.abort();
    }, options.timeoutMs);
    const end = () => ending.abort();
    options.signal.addEventListener("abort", end, { once: true });
    if (options.signal.aborted) end();
    try {
      const body = await send(request, options, ending.signal);
      return readAnswer(body, performance.now() - startedAt);
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      const latencyMs = performance.now() - startedAt;
      const refusal = findRefusal(error);
      if (refusal?.status === 400 && lengthParameter === "max_tokens" && WANTS_NEW_NAME.test(refusal.body)) {
        lengthParameter = "max_completion_tokens";
        return ask(request, options);
      }
      const failure = isTimedOut
        ? timedOut(options.timeoutMs)
        : refusal === null
          ? classifyThrown(error)
          : classifyRefusal(refusal, new Date());
      return { status: "failed", failure: withoutKey(failure, key), latencyMs, usage: null };
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", end);
    }
  }
  return { ask };
}

const NO_HEADERS = { get: () => null };

/** Reads the body of a 200. */
export function readAnswer(body: string, latencyMs: number): AskResult {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Told below: it is no chat completion.
  }
  const completion = readCompletion(parsed);
  if (completion === null) {
    // Gateways pass on an error of the server behind them under status 200.
    const { status } = readErrorBody(body);
    const failure: CallFailure =
      status !== null && typeof parsed === "object" && parsed !== null && "error" in parsed
        ? classifyRefusal({ status, headers: NO_HEADERS, body }, new Date())
        : {
            failureClass: "schema_mismatch",
            message: "What the endpoint sent is no chat completion.",
            words: null,
            rawAnswer: body.slice(0, RAW_CHARACTERS),
            httpStatus: 200,
            retryAfterMs: null,
            stopsRun: false,
            isAway: false,
          };
    return { status: "failed", failure, latencyMs, usage: null };
  }
  if (completion.refusal === null && completion.finishReason !== "content_filter") {
    return { status: "answered", completion, latencyMs };
  }
  return {
    status: "failed",
    failure: {
      failureClass: "refused",
      message:
        completion.refusal === null
          ? "The endpoint's content filter cut the answer off."
          : "The model declined to answer.",
      words: null,
      rawAnswer: (completion.refusal ?? completion.text).slice(0, RAW_CHARACTERS),
      httpStatus: 200,
      retryAfterMs: null,
      stopsRun: false,
      isAway: false,
    },
    latencyMs,
    usage: { inputTokens: completion.inputTokens ?? 0, outputTokens: completion.outputTokens ?? 0 },
  };
}
