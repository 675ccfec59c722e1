import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeDatabase } from "@/lib/db/client";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { expectGradedOnce, getRun, importDialogues } from "@/testkit/faults/grading-scene";
import { type OwnDatabase, startOwnDatabase } from "@/testkit/faults/own-database";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

let server: OwnDatabase;
let worker: Program | null = null;
beforeAll(async () => {
  server = await startOwnDatabase();
});
afterAll(async () => {
  await worker?.end();
  await closeDatabase();
  await server.stop();
});

test("PostgreSQL killed twice in the middle of a run: the same worker finishes it with every unit graded once", async () => {
  const projectId = await importDialogues(60, 25);
  const run = await startGradingRun({ projectId, actorId: "operator" });
  worker = await spawnWorker(server.url);
  for (const done of [5, 20]) {
    await vi.waitFor(async () => expect((await getRun(projectId, run.id)).tasksDone).toBeGreaterThanOrEqual(done), {
      timeout: 60_000,
      interval: 20,
    });
    await server.kill();
  }
  expect((await getRun(projectId, run.id)).state).toBe("running");
  await vi.waitFor(async () => expect((await getRun(projectId, run.id)).state).toBe("finished"), {
    timeout: 90_000,
    interval: 200,
  });
  expect(await getRun(projectId, run.id)).toMatchObject({ tasksDone: 60, tasksFailed: 0 });
  await expectGradedOnce(projectId);
}, 240_000);
