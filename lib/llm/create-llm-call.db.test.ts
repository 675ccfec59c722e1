import { afterEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import type { LlmAnswer, LlmFailure } from "@/lib/grading/llm/llm-call";
import { createLlmCall } from "@/lib/llm/create-llm-call";
import { MissingAnswerError } from "@/lib/llm/missing-answer";
import { RunInterruptedError } from "@/lib/llm/run-interrupted";
import { storedAnswersOnly } from "@/lib/llm/stored-answers-only";
import { makeEndpoint, makeRequest, makeRun, type TestEndpointSettings } from "@/lib/llm/testing/endpoint-project";
import type { EndpointOptionsInput } from "@/testkit/llm-endpoint/endpoint-options";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

let server: TestEndpoint | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function setUp(options: EndpointOptionsInput = {}, settings: TestEndpointSettings = {}, ceiling?: bigint) {
  server = await startTestEndpoint(options);
  const ids = await makeEndpoint(server.url, settings);
  const runId = await makeRun(ids.projectId, ceiling ?? null);
  const call = createLlmCall({ projectId: ids.projectId, runId });
  return { server, ...ids, runId, call };
}

const SCORING = { step: "scoring", attempt: 0 } as const;
const findRun = (projectId: string, id: string) =>
  database.gradingRun.findUniqueOrThrow({ where: { projectId_id: { projectId, id } } });
const count = <Value>(values: readonly Value[], is: (value: Value) => boolean) => values.filter(is).length;
const isAnswered = (outcome: LlmAnswer | LlmFailure) => outcome.status === "answered";

/** Asks the database until it says so; nothing else tells when sums that are written in the background are there. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("the ledger", () => {
  it("stores an answer before it gives it back, adds it to the run, and never pays for it again", async () => {
    const { server, projectId, endpointId, runId, call } = await setUp(
      {},
      { inputPriceMicroUsd: 1_000_000n, outputPriceMicroUsd: 2_000_000n, tokenProbabilities: true },
    );
    const request = makeRequest(endpointId);
    const first = await call(request, SCORING);
    expect(first).toMatchObject({ status: "answered", text: "OK", finishReason: "stop" });
    const [stored] = await database.llmAnswer.findMany({ where: { projectId } });
    if (stored === undefined) throw new Error("nothing stored");
    expect(stored).toMatchObject({ runId, step: "scoring", attempt: 0, text: "OK" });
    expect(stored.tokenConfidence).toBeGreaterThan(0);
    // One dollar a million tokens in, two out: a millionth and two millionths a token.
    expect(stored.costMicroUsd).toBe(BigInt(stored.inputTokens + 2 * stored.outputTokens));

    expect(await call(request, SCORING)).toEqual(first);
    expect(await storedAnswersOnly(projectId)(request, SCORING)).toEqual(first);
    expect(server.stats().calls).toBe(1);
    await until(async () => (await findRun(projectId, runId)).callsReused === 1);
    expect(await findRun(projectId, runId)).toMatchObject({
      calls: 1,
      inputTokens: BigInt(stored.inputTokens),
      outputTokens: BigInt(stored.outputTokens),
      costMicroUsd: stored.costMicroUsd,
    });
  });

  it("asks anew under the next attempt or for the next sample, and for nothing else", async () => {
    const { server, projectId, endpointId, call } = await setUp();
    await call(makeRequest(endpointId), SCORING);
    await call(makeRequest(endpointId), { step: "probe", attempt: 0 });
    expect(server.stats().calls).toBe(1);
    await call(makeRequest(endpointId), { step: "scoring", attempt: 1 });
    await call(makeRequest(endpointId, 0, { sample: 1 }), SCORING);
    await call(makeRequest(endpointId, 0, { seed: 7 }), SCORING);
    expect(server.stats().calls).toBe(4);
    await expect(storedAnswersOnly(projectId)(makeRequest(endpointId, 1), SCORING)).rejects.toThrow(MissingAnswerError);
  });

  it("pays once where two ask the same at once", async () => {
    const { server, endpointId, call } = await setUp({ latencyMs: 50 });
    const both = await Promise.all([call(makeRequest(endpointId), SCORING), call(makeRequest(endpointId), SCORING)]);
    expect(both[0]).toEqual(both[1]);
    expect(server.stats().calls).toBe(1);
  });

  it("gives the answer that was there first where another worker was faster", async () => {
    const { projectId, endpointId, call } = await setUp({ latencyMs: 100 });
    const asking = call(makeRequest(endpointId), SCORING);
    const { hashRequest } = await import("@/lib/llm/hash-request");
    await database.llmAnswer.create({
      data: {
        projectId,
        requestHash: hashRequest(makeRequest(endpointId)),
        attempt: 0,
        step: "scoring",
        finishReason: "stop",
        text: "the other's",
        inputTokens: 1,
        outputTokens: 1,
        costMicroUsd: 0n,
        latencyMs: 1,
      },
    });
    expect(await asking).toMatchObject({ text: "the other's" });
  });
});

describe("failures", () => {
  it("tries again what may pass, counts it by class, and ends well", async () => {
    const { projectId, endpointId, runId, call } = await setUp({
      script: ["server_error", "reset", "not_json", "truncated_body", "none"],
    });
    expect(await call(makeRequest(endpointId), SCORING)).toMatchObject({ status: "answered" });
    await until(async () => Object.keys((await findRun(projectId, runId)).retriedCalls as object).length === 3);
    expect((await findRun(projectId, runId)).retriedCalls).toEqual({ server_error: 1, network: 2, schema_mismatch: 1 });
  });

  it("waits as long as the endpoint asks for, all workers alike", async () => {
    const { projectId, endpointId, call } = await setUp({ script: ["rate_limit", "none"], retryAfterSeconds: 1 });
    const startedAt = performance.now();
    expect(await call(makeRequest(endpointId), SCORING)).toMatchObject({ status: "answered" });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_000);
    const meter = await database.endpointMeter.findUniqueOrThrow({
      where: { projectId_endpointId: { projectId, endpointId } },
    });
    expect(meter.heldUntil?.getTime()).toBeGreaterThan(Date.now() - 1_000);
  });

  it.each([
    ["refusal", "refused"],
    ["content_filter", "refused"],
    ["context_length_exceeded", "context_too_long"],
  ] as const)("gives %s back as %s at once, without a second try", async (fault, failureClass) => {
    const { server, projectId, endpointId, call } = await setUp({ script: [fault] });
    expect(await call(makeRequest(endpointId), SCORING)).toMatchObject({ status: "failed", failureClass });
    expect(server.stats().calls).toBe(1);
    expect(await database.llmAnswer.count({ where: { projectId } })).toBe(0);
  });

  it("cuts off an endpoint that never answers", async () => {
    const { endpointId, call } = await setUp({ script: ["hang", "none"] }, { timeoutMs: 300 });
    expect(await call(makeRequest(endpointId), SCORING)).toMatchObject({ status: "answered" });
  });

  it("gives an empty answer back as one, for the grader to ask anew", async () => {
    const { projectId, endpointId, call } = await setUp({ script: ["empty_answer"] });
    expect(await call(makeRequest(endpointId), SCORING)).toMatchObject({ status: "answered", text: "" });
    expect(await database.llmAnswer.count({ where: { projectId } })).toBe(1);
  });
});

describe("a run that must stop", () => {
  it.each(["auth", "insufficient_quota"] as const)(
    "is paused at once by %s, and no call that waits is sent",
    async (fault) => {
      const { server, projectId, endpointId, runId, call } = await setUp(
        { script: [fault], latencyMs: 20 },
        { concurrency: 2 },
      );
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) => call(makeRequest(endpointId, n), SCORING)),
      );
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      for (const { reason } of refused) expect(reason).toBeInstanceOf(RunInterruptedError);
      // Two may be under way, and each slot may have been taken again before the refusal was read.
      expect(server.stats().calls).toBeLessThanOrEqual(4);
      expect(await findRun(projectId, runId)).toMatchObject({
        state: "paused",
        stateReason: expect.stringContaining("endpoint"),
      });
      await expect(call(makeRequest(endpointId, 99), SCORING)).rejects.toThrow(RunInterruptedError);

      await database.gradingRun.updateMany({ where: { id: runId }, data: { state: "running" } });
      expect(await call(makeRequest(endpointId, 99), SCORING)).toMatchObject({ status: "answered" });
    },
  );

  it("is paused when its cost reaches the ceiling; the answers are kept", async () => {
    const { projectId, endpointId, runId, call } = await setUp(
      { latencyMs: 20 },
      { concurrency: 1, inputPriceMicroUsd: 1_000_000_000n },
      20_000n,
    );
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) => call(makeRequest(endpointId, n), SCORING)),
    );
    const run = await findRun(projectId, runId);
    expect(run).toMatchObject({ state: "paused", stateReason: expect.stringContaining("ceiling") });
    const answered = count(outcomes, (outcome) => outcome.status === "fulfilled");
    expect(answered).toBeLessThan(30);
    expect(run.calls).toBe(await database.llmAnswer.count({ where: { projectId } }));
  });

  it("stops its waiting calls when somebody pauses it", async () => {
    const { projectId, endpointId, runId, call } = await setUp({ latencyMs: 200 }, { concurrency: 1 });
    const asking = Promise.allSettled(Array.from({ length: 20 }, (_, n) => call(makeRequest(endpointId, n), SCORING)));
    await database.gradingRun.updateMany({ where: { projectId, id: runId }, data: { state: "paused" } });
    const outcomes = await asking;
    expect(count(outcomes, (outcome) => outcome.status === "rejected")).toBeGreaterThan(10);
  });

  it("stops with the worker", async () => {
    const { projectId, endpointId, runId } = await setUp({ latencyMs: 5_000 });
    const ending = new AbortController();
    const call = createLlmCall({ projectId, runId, signal: ending.signal });
    const asking = call(makeRequest(endpointId), SCORING);
    setTimeout(() => ending.abort(), 50);
    await expect(asking).rejects.toThrow(RunInterruptedError);
  });
});

describe("limits", () => {
  it("never has more calls under way than the endpoint allows", async () => {
    const { server, endpointId, call } = await setUp({ latencyMs: 100 }, { concurrency: 5 });
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => call(makeRequest(endpointId, n), SCORING)));
    expect(outcomes.every(isAnswered)).toBe(true);
    expect(server.stats().maxConcurrency).toBe(5);
  });

  it("keeps to the requests of a minute", async () => {
    // 600 a minute are 10 a second.
    const { server, endpointId, call } = await setUp({}, { concurrency: 20, requestsPerMinute: 600 });
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 21 }, (_, n) => call(makeRequest(endpointId, n), SCORING)));
    const seconds = (performance.now() - startedAt) / 1000;
    expect(seconds).toBeGreaterThan(1.9);
    expect(seconds).toBeLessThan(5);
    expect(server.stats().limited).toBe(0);
  });
});
