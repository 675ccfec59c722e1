import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { freeFailingEndpoint } from "@/lib/db/endpoint-limit-writes";
import { findEndpoint } from "@/lib/db/endpoint-reads";
import type { LlmRequest } from "@/lib/grading/llm/llm-call";
import { AppError } from "@/lib/kernel/app-error";
import { clientOf } from "@/lib/llm/endpoint-clients";
import { wordFailure } from "@/lib/llm/word-failure";
import type { EndpointTest } from "@/lib/queries/endpoint-contract";

/** Room for a model that thinks before it speaks. */
const MAX_OUTPUT_TOKENS = 512;
/** What a person is shown of an answer, characters. */
const SHOWN_CHARACTERS = 500;

const SCHEMA = {
  type: "object",
  properties: { ready: { type: "boolean" } },
  required: ["ready"],
  additionalProperties: false,
};

function requestFor(endpointId: string, model: string, isStructured: boolean): LlmRequest {
  return {
    endpointId,
    model,
    messages: [
      { role: "system", content: "This is a test of the connection. Answer with as few words as you can." },
      {
        role: "user",
        content: isStructured ? 'Answer with the JSON object {"ready": true}.' : "Answer with the word ready.",
      },
    ],
    answerSchema: isStructured ? { name: "connection_test", schema: SCHEMA } : null,
    temperature: null,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    seed: null,
    sample: 0,
  };
}

function followsSchema(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "ready" in value && typeof value.ready === "boolean";
  } catch {
    return false;
  }
}

/**
 * One small real call with the endpoint's own settings, and what came back. It goes past the limits, since somebody
 * waits for it, and it is not kept.
 * @throws AppError missing where there is no such endpoint
 */
export async function testEndpoint(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly endpointId: string;
  readonly signal: AbortSignal;
}): Promise<EndpointTest> {
  const { projectId, actorId, endpointId, signal } = request;
  const endpoint = await findEndpoint(projectId, endpointId);
  if (endpoint === null) throw new AppError("missing", "There is no such endpoint in this project.");
  const isStructured = endpoint.structuredOutput === "json_schema";
  const asked = requestFor(endpointId, endpoint.model, isStructured);
  const found = clientOf(endpoint);
  const { timeoutMs, tokenProbabilities } = endpoint;
  const result = found.ok
    ? await found.client.ask(asked, { timeoutMs, tokenProbabilities, signal })
    : ({ status: "failed", failure: found.failure, latencyMs: 0 } as const);
  await writeAuditEvent(database, {
    projectId,
    actorId,
    action: "endpoint.tested",
    subjectId: endpointId,
    detail: { outcome: result.status === "answered" ? "answered" : result.failure.failureClass },
  });
  if (result.status === "failed") {
    const { failure, latencyMs } = result;
    return {
      outcome: "failed",
      failureClass: failure.failureClass,
      message: wordFailure(failure, []),
      httpStatus: failure.httpStatus,
      latencyMs: Math.round(latencyMs),
      rawAnswer: failure.rawAnswer?.slice(0, SHOWN_CHARACTERS) ?? null,
    };
  }
  // Runs that wait for it go on at once.
  await freeFailingEndpoint({ projectId, endpointId });
  const { completion, latencyMs } = result;
  return {
    outcome: "answered",
    model: completion.model ?? endpoint.model,
    text: completion.text.slice(0, SHOWN_CHARACTERS),
    latencyMs: Math.round(latencyMs),
    inputTokens: completion.inputTokens,
    outputTokens: completion.outputTokens,
    structured: isStructured ? followsSchema(completion.text) : null,
    tokenProbabilities: tokenProbabilities ? completion.tokenConfidence !== null : null,
  };
}
