import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase } from "@/lib/db/client";
import {
  countCalls,
  countKept,
  expectGradedOnce,
  getRun,
  makeDialogues,
  makeScene,
  startRun,
  untilRun,
} from "@/testkit/faults/grading-scene";
import { type OwnDatabase, startOwnDatabase } from "@/testkit/faults/own-database";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const CONCURRENCY = 8;
const TRAJECTORIES = 16;
const TURNS = 12;

let server: OwnDatabase;
let endpoint: TestEndpoint;
let worker: Program | null = null;
beforeAll(async () => {
  server = await startOwnDatabase();
  endpoint = await startTestEndpoint({ latencyMs: 150, jitter: 0.2 });
});
afterAll(async () => {
  await worker?.end();
  await endpoint.close();
  await closeDatabase();
  await server.stop();
});

test("PostgreSQL killed twice in the middle of a run: the same worker finishes it, and no answer is paid twice", async () => {
  const lines = makeDialogues(TRAJECTORIES, TURNS);
  const scene = await makeScene({ lines, baseUrl: endpoint.url, concurrency: CONCURRENCY });
  worker = await spawnWorker(server.url);
  const runId = await startRun(scene);
  for (const done of [2, 6]) {
    await untilRun(scene, runId, ({ tasksDone }) => tasksDone >= done);
    await server.kill();
  }
  expect((await getRun(scene, runId)).state).toBe("running");
  const finished = await untilRun(scene, runId, ({ state }) => state === "finished", 180_000);
  const calls = countCalls(TRAJECTORIES, TURNS);
  expect(finished).toMatchObject({ tasksDone: TRAJECTORIES, tasksFailed: 0, gradesFailed: 0, calls });
  await expectGradedOnce(scene);
  // Answers that came while nobody could store them were kept in memory.
  expect(await countKept(scene)).toBe(calls);
  expect(endpoint.stats().answered).toBe(calls);
}, 300_000);
