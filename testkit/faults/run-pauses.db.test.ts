import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { databasePool } from "@/lib/db/client";
import { resumeGradingRun } from "@/lib/workflows/change-grading-run";
import {
  countCalls,
  countKept,
  expectGradedOnce,
  makeDialogues,
  makeScene,
  type Scene,
  startRun,
  untilRun,
} from "@/testkit/faults/grading-scene";
import type { EndpointOptionsInput } from "@/testkit/llm-endpoint/endpoint-options";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const CONCURRENCY = 6;
const TRAJECTORIES = 8;
const TURNS = 12;
const CALLS = countCalls(TRAJECTORIES, TURNS);

let endpoint: TestEndpoint;
let worker: Program;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  worker = await spawnWorker(process.env.DATABASE_URL ?? "");
});
beforeEach(() => {
  endpoint.set({ latencyMs: 100, jitter: 0.2 });
  endpoint.reset();
});
afterAll(async () => {
  await worker.end();
  await endpoint.close();
});

const scene = () =>
  makeScene({ lines: makeDialogues(TRAJECTORIES, TURNS), baseUrl: endpoint.url, concurrency: CONCURRENCY });

async function resume({ projectId }: Scene, runId: string, costCeilingUsd?: number): Promise<void> {
  await resumeGradingRun({ projectId, runId, actorId: OPERATOR_ACTOR, costCeilingUsd });
}

async function expectWhole(made: Scene, runId: string): Promise<void> {
  const finished = await untilRun(made, runId, ({ state }) => state === "finished");
  expect(finished).toMatchObject({ tasksDone: TRAJECTORIES, tasksFailed: 0, gradesFailed: 0, calls: CALLS });
  await expectGradedOnce(made);
  expect(await countKept(made)).toBe(CALLS);
  expect(endpoint.stats().answered).toBe(CALLS);
}

test.each<readonly [string, EndpointOptionsInput, EndpointOptionsInput, RegExp]>([
  ["a key that is refused", { apiKey: "another" }, { apiKey: null }, /refuses the key/],
  ["a quota that is used up", { faults: { insufficient_quota: 1 } }, { faults: {} }, /quota or credit is used up/],
])(
  "%s pauses the run at once with the reason; no task is given up, and resumed it ends whole",
  async (_name, breaks, mends, reason) => {
    const made = await scene();
    const runId = await startRun(made);
    await untilRun(made, runId, ({ tasksDone }) => tasksDone >= 2);
    endpoint.set(breaks);
    const paused = await untilRun(made, runId, ({ state }) => state === "paused", 20_000);
    expect(paused.stateReason).toMatch(reason);
    expect(paused).toMatchObject({ tasksFailed: 0, gradesFailed: 0 });
    const refused = () => (endpoint.stats().statuses[401] ?? 0) + (endpoint.stats().statuses[429] ?? 0);
    expect(refused()).toBeGreaterThan(0);
    // Those under way when the first one was refused, and no more.
    expect(refused()).toBeLessThanOrEqual(CONCURRENCY);
    const { rows } = await databasePool().query<{ most: number | null }>(
      "SELECT max(attempts)::int AS most FROM graphile_worker.jobs WHERE last_error IS NOT NULL",
    );
    expect(rows[0]?.most ?? null).toBeNull();

    endpoint.set(mends);
    await resume(made, runId);
    await expectWhole(made, runId);
  },
  120_000,
);

test("a cost ceiling pauses the run when it is reached; raised, the run ends without paying anything twice", async () => {
  const made = await scene();
  const ceiling = 0.02;
  const runId = await startRun(made, ceiling);
  const paused = await untilRun(made, runId, ({ state }) => state === "paused");
  expect(paused.stateReason).toMatch(/ceiling/);
  const costUsd = paused.costUsd ?? 0;
  const perCall = costUsd / paused.calls;
  expect(costUsd).toBeGreaterThanOrEqual(ceiling);
  // Calls that were under way are paid for, too: a few, none of them ten times as long as the mean.
  expect(costUsd).toBeLessThan(ceiling + 10 * CONCURRENCY * perCall);
  expect(paused.calls).toBeLessThan(CALLS);
  await expect(resume(made, runId)).rejects.toThrow(/ceiling/);
  await resume(made, runId, 10);
  await expectWhole(made, runId);
}, 120_000);
