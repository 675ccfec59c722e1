import type { FailureClass } from "@/lib/grading/grader";
import type { CallFailure } from "@/lib/llm/call-failure";
import { readErrorBody } from "@/lib/llm/read-error-body";
import { type HeaderSource, readRetryAfter } from "@/lib/llm/read-retry-after";

/** What is kept of an answer that is none, characters. */
const RAW_CHARACTERS = 4_000;
/** What a person is shown of the endpoint's own words, characters. */
const WORDS_CHARACTERS = 300;

/** An answer of the endpoint with another status than 200, or an error inside of a 200. */
export interface HttpRefusal {
  readonly status: number;
  readonly headers: HeaderSource;
  readonly body: string;
}

/** No money or no plan, whatever the status: OpenAI and its likes under 429, DeepSeek and OpenRouter under 402. */
const QUOTA =
  /insufficient_quota|billing_(hard_limit|not_active)|insufficient (balance|credit|funds)|credit balance is too low|payment required|out of credits/;
/** Google says this of a minute's limit, too; then it says when to come back. */
const MAYBE_QUOTA = /exceeded your current quota/;
const WRONG_KEY =
  /invalid_api_key|incorrect api key|api[ _]key not valid|api_key_invalid|authentication_error|invalid x-api-key|permission_denied|invalid subscription key/;
const TOO_LONG =
  /context_length_exceeded|exceed_context_size|string_above_max_length|maximum context length|max(imum)?[ _]model[ _]len|context (window|size|length)|(prompt|input|request|message)s? (is|are) too (long|large)|request too large|too many (input )?tokens|reduce the length|max_new_tokens` must be|max_(completion_)?tokens.{0,12} is too large/;
const REFUSED =
  /content_filter|content_policy|responsibleaipolicy|content management policy|data_?inspection_?failed|safety system|flagged|moderation/;
/** Settings that this server or model does not know: every call carries them. */
const UNKNOWN_SETTING =
  /response_format|json_schema|guided_|grammar|unsupported (parameter|value)|unsupported_(parameter|value)|unrecognized request argument|unknown (field|parameter|name)|extra_forbidden|extra inputs are not permitted|logprobs/;
const NO_SUCH_MODEL = /model_not_found|deploymentnotfound|model .{0,200}(not found|does not exist)|no such model/;

interface Kind {
  readonly failureClass: FailureClass;
  readonly message: string;
  readonly stopsRun?: true;
  readonly isAway?: true;
}

function kindOf(status: number, said: string, retryAfterMs: number | null): Kind {
  if (
    status === 402 ||
    QUOTA.test(said) ||
    (MAYBE_QUOTA.test(said) && retryAfterMs === null && !/retry in/.test(said))
  ) {
    return {
      failureClass: "auth_or_quota",
      message: "The endpoint refuses further calls: its quota or credit is used up.",
      stopsRun: true,
    };
  }
  if (status === 429)
    return { failureClass: "rate_limit", message: "The endpoint was asked more often than it allows." };
  if ((status === 400 || status === 403 || status === 451) && REFUSED.test(said)) {
    return { failureClass: "refused", message: "The endpoint's content filter refused this request." };
  }
  if (status === 401 || status === 403 || (status < 500 && WRONG_KEY.test(said))) {
    return {
      failureClass: "auth_or_quota",
      message: `The endpoint refuses the key (HTTP ${status}).`,
      stopsRun: true,
    };
  }
  if (status === 413 || ((status === 400 || status === 422 || status === 500) && TOO_LONG.test(said))) {
    return { failureClass: "context_too_long", message: "The request is longer than the model can read at once." };
  }
  if (status === 408 || status === 504 || status === 524) {
    return {
      failureClass: "time_out",
      message: `The endpoint gave up waiting for its model (HTTP ${status}).`,
      isAway: true,
    };
  }
  if (status >= 500) {
    return status === 500
      ? { failureClass: "server_error", message: "The endpoint failed (HTTP 500)." }
      : { failureClass: "server_error", message: `The endpoint is not available (HTTP ${status}).`, isAway: true };
  }
  // Another caller holds what this call needs, for a moment.
  if (status === 409 || status === 425)
    return { failureClass: "server_error", message: `The endpoint was busy (HTTP ${status}).` };
  if (status >= 300 && status < 400) {
    return {
      failureClass: "schema_mismatch",
      message: `The endpoint sends its callers to another address (HTTP ${status}), which is not followed. Register that address.`,
      stopsRun: true,
    };
  }
  if (status === 404 || status === 405 || NO_SUCH_MODEL.test(said)) {
    return {
      failureClass: "schema_mismatch",
      message: `The endpoint knows no such model or address (HTTP ${status}).`,
      stopsRun: true,
    };
  }
  if (UNKNOWN_SETTING.test(said)) {
    return {
      failureClass: "schema_mismatch",
      message: `The endpoint does not understand a setting of this grader (HTTP ${status}).`,
      stopsRun: true,
    };
  }
  return { failureClass: "schema_mismatch", message: `The endpoint did not understand the request (HTTP ${status}).` };
}

/**
 * Which failure an HTTP answer is, by status first and by the code, type and words of its body where a status means
 * more than one thing. Knows the bodies of OpenAI, Azure, Google, vLLM, Text Generation Inference, Ollama, llama.cpp
 * and gateways; the table in the test has one of each.
 */
export function classifyRefusal({ status, headers, body }: HttpRefusal, now: Date): CallFailure {
  const { message, codes } = readErrorBody(body);
  const retryAfterMs = readRetryAfter(headers, now);
  const kind = kindOf(status, `${codes} ${message}`.toLowerCase().slice(0, RAW_CHARACTERS), retryAfterMs);
  const words = message.replace(/\s+/g, " ").trim();
  return {
    ...kind,
    words: words === "" || words.startsWith("<") ? null : words.slice(0, WORDS_CHARACTERS),
    rawAnswer: body === "" ? null : body.slice(0, RAW_CHARACTERS),
    httpStatus: status,
    retryAfterMs,
    stopsRun: kind.stopsRun === true,
    isAway: kind.isAway === true,
  };
}
