import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import type { LlmRequest } from "@/lib/grading/llm/llm-call";

/** What a test sets of an endpoint; the rest are the schema's defaults. */
export interface TestEndpointSettings {
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly inputPriceMicroUsd?: bigint;
  readonly outputPriceMicroUsd?: bigint;
  readonly tokenProbabilities?: boolean;
  readonly keySource?: "none" | "environment" | "stored";
  readonly keyVariable?: string;
}

/** A project with one endpoint. */
export async function makeEndpoint(
  baseUrl: string,
  settings: TestEndpointSettings = {},
): Promise<{ projectId: string; endpointId: string }> {
  const projectId = await createTestProject();
  const endpointId = randomUUID();
  await database.endpoint.create({
    data: { projectId, id: endpointId, name: "Test", baseUrl, model: "test-model", ...settings },
  });
  return { projectId, endpointId };
}

/** A running run of a grader that is never asked. */
export async function makeRun(projectId: string, costCeilingMicroUsd: bigint | null = null): Promise<string> {
  const [graderId, versionId, runId] = [randomUUID(), randomUUID(), randomUUID()];
  await database.grader.create({ data: { projectId, id: graderId, name: `grader ${graderId}`, kind: "llm" } });
  await database.graderVersion.create({
    data: { projectId, id: versionId, graderId, number: 1, contentHash: graderId, definition: {} },
  });
  await database.gradingRun.create({
    data: { projectId, id: runId, graderVersionId: versionId, taskCount: 1, actorId: "operator", costCeilingMicroUsd },
  });
  return runId;
}

/** A request that the test endpoint answers in a word; another number makes another request. */
export function makeRequest(endpointId: string, number = 0, change: Partial<LlmRequest> = {}): LlmRequest {
  return {
    endpointId,
    model: "test-model",
    messages: [
      { role: "system", content: "Answer in one word." },
      { role: "user", content: `Question ${number}: is it day or night?` },
    ],
    answerSchema: null,
    temperature: 0,
    maxOutputTokens: 64,
    seed: null,
    sample: 0,
    ...change,
  };
}
