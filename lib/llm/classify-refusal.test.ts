import { describe, expect, it } from "vitest";
import type { FailureClass } from "@/lib/grading/grader";
import { classifyRefusal } from "@/lib/llm/classify-refusal";

const NOW = new Date("2026-01-01T00:00:00Z");

/** Bodies as the servers send them. */
const BODIES: readonly [server: string, status: number, body: unknown, is: FailureClass, stopsRun?: true][] = [
  [
    "OpenAI, wrong key",
    401,
    {
      error: { message: "Incorrect API key provided: sk-abc.", type: "invalid_request_error", code: "invalid_api_key" },
    },
    "auth_or_quota",
    true,
  ],
  [
    "OpenAI, country",
    403,
    { error: { code: "unsupported_country_region_territory", message: "Country, region, or territory not supported" } },
    "auth_or_quota",
    true,
  ],
  [
    "OpenAI, no money",
    429,
    {
      error: {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        code: "insufficient_quota",
      },
    },
    "auth_or_quota",
    true,
  ],
  [
    "OpenAI, rate",
    429,
    {
      error: {
        message: "Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM).",
        type: "tokens",
        code: "rate_limit_exceeded",
      },
    },
    "rate_limit",
  ],
  [
    "OpenAI, too long",
    400,
    {
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        type: "invalid_request_error",
        code: "context_length_exceeded",
      },
    },
    "context_too_long",
  ],
  [
    "OpenAI, policy",
    400,
    {
      error: {
        message: "Your request was rejected as a result of our safety system.",
        code: "content_policy_violation",
      },
    },
    "refused",
  ],
  [
    "OpenAI, a parameter this model lacks",
    400,
    {
      error: {
        message: "Unsupported value: 'temperature' does not support 0 with this model.",
        code: "unsupported_value",
      },
    },
    "schema_mismatch",
    true,
  ],
  ["OpenAI, server", 500, { error: { message: "The server had an error.", type: "server_error" } }, "server_error"],
  [
    "OpenAI, overloaded",
    503,
    { error: { message: "The engine is currently overloaded", type: "server_error" } },
    "server_error",
  ],
  [
    "OpenAI, no such model",
    404,
    { error: { message: "The model `x` does not exist", code: "model_not_found" } },
    "schema_mismatch",
    true,
  ],
  [
    "old vLLM, too long",
    400,
    {
      object: "error",
      message: "This model's maximum context length is 4096 tokens. However, you requested 5120 tokens",
      type: "BadRequestError",
      param: null,
      code: 400,
    },
    "context_too_long",
  ],
  [
    "old vLLM, no such model",
    404,
    { object: "error", message: "The model `x` does not exist.", type: "NotFoundError", param: null, code: 404 },
    "schema_mismatch",
    true,
  ],
  [
    "vLLM, answer too long",
    400,
    {
      error: {
        message: "'max_tokens' or 'max_completion_tokens' is too large: 32768.",
        type: "BadRequestError",
        code: 400,
      },
    },
    "context_too_long",
  ],
  ["vLLM, no key", 401, { error: "Unauthorized" }, "auth_or_quota", true],
  [
    "vLLM, grammar",
    400,
    { error: { message: "Failed to convert the grammar from EBNF", type: "BadRequestError", code: 400 } },
    "schema_mismatch",
    true,
  ],
  [
    "Ollama, no such model",
    404,
    { error: { message: "model 'x' not found, try pulling it first", type: "api_error" } },
    "schema_mismatch",
    true,
  ],
  ["Ollama, old form", 500, { error: "llama runner process has terminated: exit status 2" }, "server_error"],
  [
    "llama.cpp, too long",
    400,
    {
      error: {
        code: 400,
        message: "the request exceeds the available context size, try increasing it",
        type: "exceed_context_size_error",
      },
    },
    "context_too_long",
  ],
  [
    "llama.cpp, older, too long",
    500,
    { error: { code: 500, message: "the input is too large to process: context size", type: "server_error" } },
    "context_too_long",
  ],
  [
    "llama.cpp, loading",
    503,
    { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    "server_error",
  ],
  [
    "llama.cpp, key",
    401,
    { error: { code: 401, message: "Invalid API Key", type: "authentication_error" } },
    "auth_or_quota",
    true,
  ],
  [
    "Azure, filter",
    400,
    {
      error: {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        code: "content_filter",
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation" },
      },
    },
    "refused",
  ],
  [
    "Azure, key",
    401,
    { error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." } },
    "auth_or_quota",
    true,
  ],
  [
    "Azure, deployment",
    404,
    { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } },
    "schema_mismatch",
    true,
  ],
  [
    "Azure, rate",
    429,
    { error: { code: "429", message: "Requests have exceeded the call rate limit. Please retry after 6 seconds." } },
    "rate_limit",
  ],
  [
    "Google, key",
    400,
    [{ error: { code: 400, message: "API key not valid. Please pass a valid API key.", status: "INVALID_ARGUMENT" } }],
    "auth_or_quota",
    true,
  ],
  [
    "Google, a minute's limit in the words of a quota",
    429,
    [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota. Please retry in 17.6s.",
          status: "RESOURCE_EXHAUSTED",
        },
      },
    ],
    "rate_limit",
  ],
  [
    "TGI, too long",
    422,
    { error: "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096", error_type: "validation" },
    "context_too_long",
  ],
  [
    "DeepSeek, no money",
    402,
    { error: { message: "Insufficient Balance", type: "unknown_error" } },
    "auth_or_quota",
    true,
  ],
  ["OpenRouter, moderation", 403, { error: { code: 403, message: "Your input was flagged", metadata: {} } }, "refused"],
  ["a gateway, too long", 413, "<html>Request Entity Too Large</html>", "context_too_long"],
  ["nginx, away", 502, "<html><h1>502 Bad Gateway</h1></html>", "server_error"],
  ["nginx, slow", 504, "<html><h1>504 Gateway Time-out</h1></html>", "time_out"],
  ["a proxy, slow", 408, "", "time_out"],
  [
    "Anthropic's form, overloaded",
    529,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    "server_error",
  ],
  ["FastAPI, address", 404, { detail: "Not Found" }, "schema_mismatch", true],
  ["FastAPI, faults", 422, { detail: [{ loc: ["body", "messages"], msg: "field required" }] }, "schema_mismatch"],
  ["a redirect", 301, "", "schema_mismatch", true],
  ["a bad request", 400, { error: { message: "messages must not be empty" } }, "schema_mismatch"],
  ["a lock", 409, "", "server_error"],
];

describe("classifyRefusal", () => {
  it.each(BODIES)("%s (%i)", (_server, status, body, failureClass, stopsRun) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const failure = classifyRefusal({ status, headers: new Headers(), body: text }, NOW);
    expect([failure.failureClass, failure.stopsRun, failure.httpStatus]).toEqual([
      failureClass,
      stopsRun === true,
      status,
    ]);
  });

  it("tells an endpoint that is not there from one that failed on this call", () => {
    const isAway = (status: number) => classifyRefusal({ status, headers: new Headers(), body: "" }, NOW).isAway;
    expect([500, 502, 503, 504, 529].map(isAway)).toEqual([false, true, true, true, true]);
  });

  it("shows the server's words in one line and cut, a page of HTML not at all, and keeps what was sent", () => {
    const words = (body: string) => classifyRefusal({ status: 500, headers: new Headers(), body }, NOW).words;
    expect(words(JSON.stringify({ error: { message: `a\n b${"c".repeat(400)}` } }))).toBe(`a b${"c".repeat(297)}`);
    expect(words("<html><p>Oh</p></html>")).toBeNull();
    expect(classifyRefusal({ status: 500, headers: new Headers(), body: "<html>" }, NOW).rawAnswer).toBe("<html>");
  });
});
