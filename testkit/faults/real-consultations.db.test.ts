import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { retryFailedGrading } from "@/lib/workflows/change-grading-run";
import { getRun, makeScene, startRun, untilRun } from "@/testkit/faults/grading-scene";
import { type EndpointProgram, spawnEndpoint } from "@/testkit/processes/spawn-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const PRIMOCK = "../shared/data/trajectories/primock57.sessions.jsonl";
const TRAJECTORIES = 57;
const TURNS = 2666;
const MOST_RETRIES = 3;

/** Five in a hundred calls go wrong, in every way that a call can. */
const FAULTS = {
  server_error: 0.009,
  unavailable: 0.003,
  rate_limit: 0.004,
  reset: 0.006,
  truncated_body: 0.003,
  not_json: 0.003,
  hang: 0.001,
  truncated_answer: 0.006,
  wrong_score: 0.005,
  wrong_quote: 0.003,
  empty_answer: 0.003,
  refusal: 0.002,
  content_filter: 0.002,
};

describe.skipIf(!existsSync(PRIMOCK))(`real consultations (skipped where ${PRIMOCK} is absent)`, () => {
  let endpoint: EndpointProgram;
  let worker: Program;
  beforeAll(async () => {
    endpoint = await spawnEndpoint({ faults: FAULTS, noise: 0.1, retryAfterSeconds: 0 });
    worker = await spawnWorker(process.env.DATABASE_URL ?? "");
  });
  afterAll(async () => {
    await worker.end();
    await endpoint.end();
  });

  test("57 consultations with three votes and 5 % of faults end without a failed grade after retries", async () => {
    const lines = readFileSync(PRIMOCK, "utf8").trimEnd().split("\n");
    const scene = await makeScene({ lines, baseUrl: endpoint.url, concurrency: 32, votes: 3, timeoutMs: 5_000 });
    const runId = await startRun(scene);
    const isOver = ({ state }: { state: string }) => state === "finished";
    let run = await untilRun(scene, runId, isOver, 600_000);
    for (let retry = 0; run.gradesFailed > 0 && retry < MOST_RETRIES; retry += 1) {
      // Every failure has its class; none is a score.
      expect(run.failureClasses.reduce((sum, { count }) => sum + count, 0)).toBe(run.gradesFailed);
      await retryFailedGrading({ projectId: scene.projectId, runId, actorId: OPERATOR_ACTOR });
      run = await untilRun(scene, runId, isOver, 600_000);
    }
    expect(run).toMatchObject({ tasksDone: TRAJECTORIES, tasksFailed: 0, gradesFailed: 0, failureClasses: [] });
    expect(run.gradesOk + run.gradesNotApplicable).toBe(4 * TURNS);
    expect(run.retriedCalls.map(({ failureClass }) => failureClass)).toEqual(
      expect.arrayContaining(["network", "server_error", "rate_limit", "time_out", "schema_mismatch"]),
    );
    const { projectId } = scene;
    expect(await database.unit.count({ where: { projectId } })).toBe(4 * TURNS);
    const { calls, faults } = await endpoint.stats();
    const injected = Object.values(faults).reduce((sum, count) => sum + count, 0);
    expect(injected / calls).toBeGreaterThan(0.04);
    expect(injected / calls).toBeLessThan(0.06);
    expect((await getRun(scene, runId)).calls).toBeGreaterThan(3 * (TURNS - TRAJECTORIES));
  }, 1_300_000);
});
