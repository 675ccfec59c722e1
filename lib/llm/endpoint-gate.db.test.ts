import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import type { CallFailure } from "@/lib/llm/call-failure";
import { createLlmCall } from "@/lib/llm/create-llm-call";
import { EndpointGate, type Permit } from "@/lib/llm/endpoint-gate";
import { RunInterruptedError } from "@/lib/llm/run-interrupted";
import { makeEndpoint, makeRequest, makeRun } from "@/lib/llm/testing/endpoint-project";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

const SCORING = { step: "scoring", attempt: 0 } as const;
const ADDRESS = "http://127.0.0.1:9/v1";

let server: TestEndpoint | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A worker that always has calls waiting; each is under way until the test ends it. */
function busyWorker(gate: EndpointGate, calls: number) {
  const held: Permit[] = [];
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  for (let n = 0; n < calls; n += 1) {
    gate.acquire(0, [ending.signal]).then(
      (permit) => held.push(permit),
      () => undefined,
    );
  }
  return { held, end: () => ending.abort() };
}

describe("the concurrency of an endpoint", () => {
  it("is held by all workers together, shared as calls end, and comes back from one that died", async () => {
    const ids = await makeEndpoint(ADDRESS, { concurrency: 6 });
    const secondId = randomUUID();
    const [first, second] = [new EndpointGate(ids, randomUUID()), new EndpointGate(ids, secondId)];
    const one = busyWorker(first, 100);
    await until(() => one.held.length === 6);

    const two = busyWorker(second, 100);
    let most = 0;
    // The first gives back as its calls end, until both have half.
    await until(async () => {
      most = Math.max(most, one.held.length + two.held.length);
      one.held.shift()?.answered(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return two.held.length === 3;
    });
    expect(most).toBeLessThanOrEqual(6);

    // A worker that went away without a word is a lease that nobody renews: the second's, under another name.
    two.end();
    const diedAt = performance.now();
    await database.$executeRaw`
      UPDATE endpoint_leases SET worker_id = ${randomUUID()}::uuid, expires_at = now() + interval '1 second'
      WHERE project_id = ${ids.projectId}::uuid AND endpoint_id = ${ids.endpointId}::uuid
        AND worker_id = ${secondId}::uuid`;
    for (const permit of two.held) permit.giveBack();
    await second.release();
    await until(() => one.held.length === 6);
    expect(performance.now() - diedAt).toBeGreaterThan(950);
    one.end();
    for (const permit of one.held) permit.giveBack();
  });

  it("is given back when nothing is left to do", async () => {
    const ids = await makeEndpoint(ADDRESS, { concurrency: 2 });
    const gate = new EndpointGate(ids, randomUUID());
    (await gate.acquire(0, [])).answered(0);
    await until(async () => (await database.endpointLease.count({ where: ids })) === 0);
    expect(gate.load).toEqual({ underWay: 0, waiting: 0, slots: 0 });
  });
});

describe("requests and tokens of a minute", () => {
  it("are reserved by all workers from one meter", async () => {
    const ids = await makeEndpoint(ADDRESS, { concurrency: 50, requestsPerMinute: 1_200 });
    const gates = [1, 2, 3].map(() => new EndpointGate(ids, randomUUID()));
    const startedAt = performance.now();
    const calls = gates.flatMap((gate) =>
      Array.from({ length: 10 }, async () => (await gate.acquire(0, [])).answered(0)),
    );
    await Promise.all(calls);
    // 2 at once, then 20 a second: 30 take 1.4 s.
    expect(performance.now() - startedAt).toBeGreaterThan(1_350);
  });
});

const AWAY: CallFailure = {
  failureClass: "network",
  message: "Nobody listens at the endpoint's address.",
  words: null,
  rawAnswer: null,
  httpStatus: null,
  retryAfterMs: null,
  stopsRun: false,
  isAway: true,
};

describe("an endpoint that does not answer", () => {
  it("is held for all workers after four failures in a row; one call at a time tries, and an answer frees it", async () => {
    const ids = await makeEndpoint(ADDRESS, { concurrency: 8 });
    const [first, second] = [new EndpointGate(ids, randomUUID()), new EndpointGate(ids, randomUUID())];
    const counted: boolean[] = [];
    const permits = await Promise.all(Array.from({ length: 8 }, () => first.acquire(0, [])));
    for (const permit of permits) counted.push((await permit.failed(AWAY)).counts);
    expect(counted).toEqual([true, true, true, false, false, false, false, false]);

    const meter = () => database.endpointMeter.findUniqueOrThrow({ where: { projectId_endpointId: ids } });
    expect(await meter()).toMatchObject({ heldReason: AWAY.message, failingSince: expect.any(Date) });

    const waiting = [first, second].map((gate) => busyWorker(gate, 3));
    const probes = () => waiting.flatMap(({ held }) => held);
    await until(() => probes().length > 0);
    expect(probes().map(({ isProbe }) => isProbe)).toEqual([true]);
    // No fault of the call's own: it may try as often as it takes.
    const verdict = await probes()[0]?.failed({ ...AWAY });
    expect(verdict?.counts).toBe(false);
    expect(verdict?.awayMs).toBeGreaterThan(900);

    for (const worker of waiting) worker.held.length = 0;
    await until(() => probes().length > 0);
    expect(probes()).toHaveLength(1);
    probes()[0]?.answered(0);
    await until(() => probes().length === 6 - 1);
    expect(await meter()).toMatchObject({ failingSince: null, heldUntil: null });
    for (const permit of probes()) permit.giveBack();
  });

  it("costs no unit: after an outage under load every call is answered, and hardly one was sent in vain", async () => {
    server = await startTestEndpoint({ latencyMs: 20 });
    const endpoint = server;
    const ids = await makeEndpoint(endpoint.url, { concurrency: 16 });
    const runId = await makeRun(ids.projectId);
    const call = createLlmCall({ projectId: ids.projectId, runId });
    const ask = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => call(makeRequest(ids.endpointId, from + n), SCORING));
    const before = ask(0, 60);
    await Promise.race(before);
    endpoint.set({ faults: { unavailable: 1 } });
    await until(() => (endpoint.stats().statuses["503"] ?? 0) >= 16);
    const during = ask(60, 120);
    const wait = new Promise((resolve) => setTimeout(resolve, 2_500));
    await wait;
    const inVain = endpoint.stats().statuses["503"] ?? 0;
    endpoint.set({ faults: {} });
    const outcomes = await Promise.all([...before, ...during]);
    expect(outcomes.every(({ status }) => status === "answered")).toBe(true);
    expect(await database.llmAnswer.count({ where: { projectId: ids.projectId } })).toBe(120);
    // Those under way when it began, their few counted tries, and the probes.
    expect(inVain).toBeLessThan(40);
    expect(endpoint.stats().answered).toBe(120);
  });

  it("pauses the run when it has been away for a quarter of an hour", async () => {
    const gone = await startTestEndpoint();
    await gone.close();
    const ids = await makeEndpoint(gone.url);
    const runId = await makeRun(ids.projectId);
    const past = new Date(Date.now() - 16 * 60_000);
    await database.endpointMeter.create({
      data: { ...ids, failingSince: past, heldUntil: past, heldReason: "It did not answer." },
    });
    const call = createLlmCall({ projectId: ids.projectId, runId });
    const outcomes = await Promise.allSettled([0, 1, 2].map((n) => call(makeRequest(ids.endpointId, n), SCORING)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(RunInterruptedError) });
    }
    const run = await database.gradingRun.findFirstOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ state: "paused" });
    expect(run.stateReason).toMatch(/“Test” has not answered for 16 minutes\. Nobody listens/);
  });
});
