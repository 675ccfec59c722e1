import { afterAll, beforeAll, expect, test } from "vitest";
import {
  countCalls,
  countKept,
  expectGradedOnce,
  makeDialogues,
  makeScene,
  startRun,
  untilRun,
} from "@/testkit/faults/grading-scene";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const CONCURRENCY = 12;
const TRAJECTORIES = 18;
const TURNS = 12;

let endpoint: TestEndpoint;
const workers: Program[] = [];
beforeAll(async () => {
  endpoint = await startTestEndpoint({ latencyMs: 150, jitter: 0.2 });
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.end()));
  await endpoint.close();
});

test("of three worker processes one is killed: the others finish, nothing is missing or double, limits held over all", async () => {
  const scene = await makeScene({
    lines: makeDialogues(TRAJECTORIES, TURNS),
    baseUrl: endpoint.url,
    concurrency: CONCURRENCY,
  });
  const databaseUrl = process.env.DATABASE_URL ?? "";
  workers.push(...(await Promise.all([1, 2, 3].map(() => spawnWorker(databaseUrl)))));
  const runId = await startRun(scene);
  // Each has work in hand by then: killing an idle one would show nothing.
  const busy = (worker: Program) => /"job":"grade-with-model"/.test(worker.printed());
  await untilRun(scene, runId, () => workers.every(busy));
  const [killed] = workers;
  await killed?.end("SIGKILL");
  const halfway = await untilRun(scene, runId, () => true);
  expect(halfway.state).toBe("running");
  expect(halfway.tasksDone).toBeLessThan(TRAJECTORIES);

  const finished = await untilRun(scene, runId, ({ state }) => state === "finished");
  const calls = countCalls(TRAJECTORIES, TURNS);
  expect(finished).toMatchObject({ tasksDone: TRAJECTORIES, tasksFailed: 0, gradesFailed: 0, calls });
  await expectGradedOnce(scene);

  const { requests, answered, maxConcurrency } = endpoint.stats();
  expect(Object.keys(requests)).toHaveLength(calls);
  expect(await countKept(scene)).toBe(calls);
  // What was paid twice was under way when the worker died: asked, or answered and not committed yet.
  expect(answered - calls).toBeLessThanOrEqual(CONCURRENCY);
  expect(Math.max(...Object.values(requests).map((request) => request.answered))).toBeLessThanOrEqual(2);
  expect(maxConcurrency).toBeLessThanOrEqual(CONCURRENCY);
}, 240_000);
