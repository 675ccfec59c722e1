import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { database, databasePool } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { runQueueWorker } from "@/lib/queue/run-worker";
import { exportFolder } from "@/lib/workflows/export-place";
import { importSessions } from "@/lib/workflows/import-sessions";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startExport } from "@/lib/workflows/start-export";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

const EXCHANGES = 40;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-worker-"));
  // Before anything has read the environment: exports go there.
  process.env.SECOND_OPINION_DATA_DIR = folder;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A dialogue long enough that a worker can be killed while it grades one. */
function longDialogue(id: number): string {
  const messages = Array.from({ length: EXCHANGES }, (_, at) => [
    { role: "user", content: `Yes, the pain in my chest came ${at + id} days ago and gets worse at night.` },
    { role: "assistant", content: `Have you had a fever or a cough in the last ${at + 1} days?` },
  ]).flat();
  return JSON.stringify({
    session_id: id,
    diagn: "chest pain",
    messages: [...messages, { role: "user", content: "No." }],
  });
}

async function gradableProject(trajectories: number): Promise<string> {
  const projectId = await createTestProject();
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: "operator",
    fileName: "long.jsonl",
    bytesTotal: null,
    source: (async function* () {
      for (let id = 1; id <= trajectories; id += 1) yield Buffer.from(`${longDialogue(id)}\n`);
    })(),
  });
  return projectId;
}

const start = (projectId: string) => startGradingRun({ projectId, actorId: "operator" });
const isFinished = async (projectId: string, runId: string) =>
  (await findGradingRun(projectId, runId))?.state === "finished";

function spawnWorker(): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
    env: { ...process.env, LOG_LEVEL: "silent" },
    stdio: ["pipe", "ignore", "inherit"],
  });
}

test("after a worker was killed in the middle of a run, another one finishes it with every unit graded once", async () => {
  const trajectories = 30;
  const projectId = await gradableProject(trajectories);
  const run = await start(projectId);
  const worker = spawnWorker();
  const ended = once(worker, "exit");
  const lockedJobs = async () => {
    const { rows } = await databasePool().query("SELECT key FROM graphile_worker.jobs WHERE locked_by IS NOT NULL");
    return rows.length;
  };
  onTestFinished(() => void worker.kill("SIGKILL"));
  await vi.waitFor(
    async () => {
      const done = (await findGradingRun(projectId, run.id))?.tasksDone ?? 0;
      if (done < 2 || (await lockedJobs()) === 0) throw new Error("not yet in the middle");
    },
    { timeout: 80_000, interval: 10 },
  );
  worker.kill("SIGKILL");
  await ended;
  const halfway = await findGradingRun(projectId, run.id);
  expect(halfway?.state).toBe("running");
  expect(halfway?.tasksDone).toBeLessThan(trajectories);
  // Jobs of the dead worker are still locked: nobody else would take them.
  expect(await lockedJobs()).toBeGreaterThan(0);

  await runPendingJobs({ isDone: () => isFinished(projectId, run.id) });
  expect(await findGradingRun(projectId, run.id)).toMatchObject({ tasksDone: trajectories, tasksFailed: 0 });
  const turns = await database.turn.count({ where: { projectId } });
  expect(turns).toBe(trajectories * (EXCHANGES + 1));
  expect(await database.unit.count({ where: { projectId } })).toBe(4 * turns);
  expect(await database.grade.count({ where: { projectId } })).toBe(4 * turns);
  expect(await database.gradeText.count({ where: { projectId } })).toBe(4 * turns);
  const itemKeys = await database.targetItem.groupBy({
    by: ["unitId", "revision", "ordinal"],
    where: { projectId },
    _count: true,
  });
  expect(itemKeys.every(({ _count }) => _count === 1)).toBe(true);
}, 240_000);

test("a worker told to end does so, and takes jobs that come while it waits", async () => {
  const projectId = await gradableProject(2);
  const ending = new AbortController();
  const working = runQueueWorker({ signal: ending.signal });
  const run = await start(projectId);
  await vi.waitFor(async () => expect(await isFinished(projectId, run.id)).toBe(true), { timeout: 20_000 });

  const view = await startExport({ projectId, actorId: "operator", format: "reward" });
  await vi.waitFor(async () => expect((await findExport(projectId, view.id))?.state).toBe("finished"), {
    timeout: 20_000,
  });
  const file = await readFile(path.join(exportFolder(projectId, view.id), "reward.jsonl"), "utf8");
  const rows = (await findExport(projectId, view.id))?.rowsWritten ?? 0;
  expect(file.trimEnd().split("\n")).toHaveLength(rows);
  expect(exportFolder(projectId, view.id)).toBe(path.join(folder, "exports", projectId, view.id));
  ending.abort();
  await working;
});

test("work whose job is lost is queued again from the rows", async () => {
  const projectId = await gradableProject(3);
  const run = await start(projectId);
  await databasePool().query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await runPendingJobs({ isDone: () => isFinished(projectId, run.id) });
  expect(await findGradingRun(projectId, run.id)).toMatchObject({ tasksDone: 3 });
});

test("a task that ended its worker each time fails in words instead of waiting for ever", async () => {
  const projectId = await gradableProject(1);
  const run = await start(projectId);
  await databasePool().query(
    "SELECT graphile_worker.permanently_fail_jobs(array_agg(id), 'killed') FROM graphile_worker.jobs",
  );
  await runPendingJobs({ isDone: () => isFinished(projectId, run.id) });
  const failed = await findGradingRun(projectId, run.id);
  expect(failed?.failures[0]?.failure).toMatch(/The worker ended every time/);
});
