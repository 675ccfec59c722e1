import { setTimeout as wait } from "node:timers/promises";
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
import { type EndpointProgram, spawnEndpoint } from "@/testkit/processes/spawn-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const CONCURRENCY = 8;
const TRAJECTORIES = 12;
const TURNS = 12;
const OUTAGE_MS = 30_000;
const ANSWERS = { latencyMs: 150, jitter: 0.2 };

let endpoint: EndpointProgram;
let worker: Program;
beforeAll(async () => {
  endpoint = await spawnEndpoint(ANSWERS);
  worker = await spawnWorker(process.env.DATABASE_URL ?? "");
});
afterAll(async () => {
  await worker.end();
  await endpoint.end();
});

test("an endpoint that is away for 30 s: the run waits for it and ends without a failure or a second payment", async () => {
  const lines = makeDialogues(TRAJECTORIES, TURNS);
  const scene = await makeScene({ lines, baseUrl: endpoint.url, concurrency: CONCURRENCY });
  const runId = await startRun(scene);
  await untilRun(scene, runId, ({ tasksDone }) => tasksDone >= 3);
  const before = await endpoint.stats();
  await endpoint.end("SIGKILL");
  // The time that the endpoint is away is what is tested.
  await wait(OUTAGE_MS);
  const meanwhile = await untilRun(scene, runId, () => true);
  expect(meanwhile).toMatchObject({ state: "running", gradesFailed: 0, tasksFailed: 0 });
  endpoint = await spawnEndpoint(ANSWERS, endpoint.port);

  const finished = await untilRun(scene, runId, ({ state }) => state === "finished");
  const calls = countCalls(TRAJECTORIES, TURNS);
  expect(finished).toMatchObject({ tasksDone: TRAJECTORIES, tasksFailed: 0, gradesFailed: 0, calls });
  expect(finished.retriedCalls.map(({ failureClass }) => failureClass)).toContain("network");
  await expectGradedOnce(scene);
  expect(await countKept(scene)).toBe(calls);
  const after = await endpoint.stats();
  const again = Object.entries(after.requests).filter(
    ([hash, { answered }]) => answered + (before.requests[hash]?.answered ?? 0) > 1,
  );
  expect(again).toEqual([]);
}, 240_000);
