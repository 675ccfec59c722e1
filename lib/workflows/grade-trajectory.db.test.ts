import { randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { findGradingRun, listGradingRuns } from "@/lib/db/grading-run-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import type { Grader } from "@/lib/grading/grader";
import { gradingRunSchema } from "@/lib/queries/run-contract";
import { retryFailedGrading } from "@/lib/workflows/change-grading-run";
import { gradeTrajectory } from "@/lib/workflows/grade-trajectory";
import { graderOfVersion } from "@/lib/workflows/grader-of-version";
import { importSessions } from "@/lib/workflows/import-sessions";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

const PRIMOCK = "../shared/data/trajectories/primock57.sessions.jsonl";

const DIALOGUE = [
  { role: "user", content: "Doctor, I have a cough." },
  { role: "assistant", content: "How long have you had the cough?" },
  { role: "user", content: "For three days." },
  { role: "assistant", content: "Do you have a fever?" },
  { role: "user", content: "Yes, a fever since yesterday." },
  { role: "assistant", content: "Rest and drink a lot." },
];

async function projectWith(ids: readonly number[]): Promise<string> {
  const projectId = await createTestProject();
  const lines = ids.map((id) => JSON.stringify({ session_id: id, diagn: "cold", messages: DIALOGUE }));
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: "operator",
    fileName: "some.jsonl",
    bytesTotal: null,
    source: (async function* () {
      yield Buffer.from(lines.join("\n"));
    })(),
  });
  return projectId;
}

const start = (projectId: string) => startGradingRun({ projectId, actorId: "operator" });

async function work(projectId: string, runId: string): Promise<void> {
  const isDone = async () => (await findGradingRun(projectId, runId))?.state === "finished";
  await runPendingJobs({ isDone });
}

async function tasksOf(projectId: string, runId: string) {
  return database.gradingTask.findMany({ where: { projectId, runId }, orderBy: { trajectoryId: "asc" } });
}

test("a run grades every unit once, and a second run finds nothing left and says so", async () => {
  const projectId = await projectWith([1, 2]);
  const run = gradingRunSchema.parse(await start(projectId));
  expect(run).toMatchObject({ state: "running", tasksTotal: 2, tasksDone: 0, graderLabel: "offline 1" });
  await work(projectId, run.id);

  const [finished] = await listGradingRuns(projectId);
  // 2 trajectories of 3 turns, each with 4 units.
  expect(finished).toMatchObject({ state: "finished", tasksDone: 2, tasksFailed: 0, gradesFailed: 0, failures: [] });
  expect((finished?.gradesOk ?? 0) + (finished?.gradesNotApplicable ?? 0)).toBe(24);
  expect(await database.unit.count({ where: { projectId } })).toBe(24);
  expect(await database.gradeText.count({ where: { projectId } })).toBe(24);
  expect(await database.targetItem.count({ where: { projectId } })).toBeGreaterThan(0);
  const actions = await database.auditEvent.findMany({ where: { projectId }, orderBy: { id: "asc" } });
  expect(actions.map(({ action }) => action)).toEqual(["import.finished", "grading.started", "grading.finished"]);

  const again = await start(projectId);
  expect(again).toMatchObject({ state: "finished", tasksTotal: 0, stateReason: expect.stringMatching(/graded/) });
  expect(await database.graderVersion.count({ where: { projectId } })).toBe(1);
});

test("a second start while a run is under way is that run; new trajectories get a run of their own", async () => {
  const projectId = await projectWith([1]);
  const [first, second] = await Promise.all([start(projectId), start(projectId)]);
  expect(second.id).toBe(first.id);
  expect(await database.gradingTask.count({ where: { projectId } })).toBe(1);
});

test("grading a task twice at the same time writes each grade once", async () => {
  const projectId = await projectWith([1]);
  const run = await start(projectId);
  const [task] = await tasksOf(projectId, run.id);
  const attempt = {
    projectId,
    runId: run.id,
    trajectoryId: task?.trajectoryId ?? "",
    attempt: 1,
    isLastAttempt: false,
  };
  await Promise.all([gradeTrajectory(attempt), gradeTrajectory(attempt), gradeTrajectory(attempt)]);
  expect(await database.grade.count({ where: { projectId } })).toBe(12);
  expect(await findGradingRun(projectId, run.id)).toMatchObject({ state: "finished", tasksDone: 1 });
  expect(await database.auditEvent.count({ where: { projectId, action: "grading.finished" } })).toBe(1);
});

test("a grader that breaks fails the task in words after its last attempt, and a retry grades it", async () => {
  const projectId = await projectWith([1]);
  const run = await start(projectId);
  const [task] = await tasksOf(projectId, run.id);
  const ids = { projectId, runId: run.id, trajectoryId: task?.trajectoryId ?? "" };
  const broken = (): Grader => ({
    extract: () => Promise.reject(new TypeError("patient said something private")),
    score: () => Promise.reject(new TypeError()),
  });
  await expect(gradeTrajectory({ ...ids, attempt: 1, isLastAttempt: false, graderOf: broken })).rejects.toThrow();
  expect(await findGradingRun(projectId, run.id)).toMatchObject({ state: "running", tasksFailed: 0 });
  await gradeTrajectory({ ...ids, attempt: 4, isLastAttempt: true, graderOf: broken });
  const failed = gradingRunSchema.parse(await findGradingRun(projectId, run.id));
  expect(failed).toMatchObject({ state: "finished", tasksFailed: 1 });
  expect(failed.failures).toEqual([
    { trajectoryId: ids.trajectoryId, sessionLabel: "1", attempts: 4, failure: expect.stringContaining("4 times") },
  ]);
  expect(failed.failures[0]?.failure).not.toContain("private");

  expect(await retryFailedGrading({ projectId, actorId: "operator", runId: run.id })).toMatchObject({
    state: "running",
    tasksFailed: 0,
  });
  await work(projectId, run.id);
  expect(await findGradingRun(projectId, run.id)).toMatchObject({ state: "finished", tasksDone: 1, failures: [] });
});

test("a failed grade is a state of its own, and a retry replaces it and nothing else", async () => {
  const projectId = await projectWith([1]);
  const run = await start(projectId);
  const [task] = await tasksOf(projectId, run.id);
  const ids = { projectId, runId: run.id, trajectoryId: task?.trajectoryId ?? "" };
  await gradeTrajectory({
    ...ids,
    attempt: 1,
    isLastAttempt: false,
    graderOf: (version): Grader => {
      const real = graderOfVersion(version);
      return {
        extract: (trajectory) => real.extract(trajectory),
        score: async (response) => ({
          ...(await real.score(response)),
          content: { status: "failed", failureClass: "unparsable", rationale: "No score in it.", rawAnswer: "hm" },
        }),
      };
    },
  });
  expect(await findGradingRun(projectId, run.id)).toMatchObject({ state: "finished", gradesFailed: 3, gradesOk: 9 });
  const failed = await database.grade.findMany({ where: { projectId, status: "failed" }, include: { text: true } });
  expect(failed.map(({ score, failureClass, text }) => [score, failureClass, text?.rawAnswer])).toEqual(
    Array.from({ length: 3 }, () => [null, "unparsable", "hm"]),
  );
  const kept = await database.grade.findMany({ where: { projectId, status: "ok" }, orderBy: { unitId: "asc" } });

  // A new run has the trajectory again because of its failed grades.
  const second = await start(projectId);
  expect(second).toMatchObject({ tasksTotal: 1 });
  await work(projectId, second.id);
  expect(await database.grade.count({ where: { projectId, status: "failed" } })).toBe(0);
  expect(await database.grade.count({ where: { projectId } })).toBe(12);
  const now = await database.grade.findMany({
    where: { projectId, unitId: { in: kept.map(({ unitId }) => unitId) } },
    orderBy: { unitId: "asc" },
  });
  expect(now).toEqual(kept);
});

describe.skipIf(!existsSync(PRIMOCK))("57 real consultations", () => {
  test("are graded without a failed grade", async () => {
    const projectId = await createTestProject();
    await importSessions({
      projectId,
      importId: randomUUID(),
      actorId: "operator",
      fileName: "primock57.sessions.jsonl",
      bytesTotal: null,
      source: createReadStream(PRIMOCK),
    });
    const run = await start(projectId);
    const before = performance.now();
    await work(projectId, run.id);
    console.info(`57 consultations graded in ${Math.round(performance.now() - before)} ms`);
    const finished = await findGradingRun(projectId, run.id);
    expect(finished).toMatchObject({ state: "finished", tasksDone: 57, tasksFailed: 0, gradesFailed: 0 });
    expect((finished?.gradesOk ?? 0) + (finished?.gradesNotApplicable ?? 0)).toBe(4 * 2666);
    expect(await database.grade.count({ where: { projectId, stopLabel: "stop" } })).toBe(57);
  }, 240_000);
});
