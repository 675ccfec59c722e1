import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { makeEndpoint } from "@/lib/llm/testing/endpoint-project";
import { graderDraftSchema } from "@/lib/queries/grader-contract";
import { gradingRunSchema, type NewRunInput } from "@/lib/queries/run-contract";
import {
  cancelGradingRun,
  pauseGradingRun,
  resumeGradingRun,
  retryFailedGrading,
} from "@/lib/workflows/change-grading-run";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { importSessions } from "@/lib/workflows/import-sessions";
import { rescoreTurns } from "@/lib/workflows/rescore-turns";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

const TRAJECTORIES = 6;
/** Turns of a dialogue that go on; a last one stops. */
const TURNS = 5;

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
beforeEach(() => {
  endpoint.set({ latencyMs: 0, faults: {}, script: [], apiKey: null, noise: 0 });
  endpoint.reset();
});
afterAll(() => endpoint.close());

async function makeScene(
  settings: Parameters<typeof makeEndpoint>[1] = {},
  scoring: Partial<Parameters<typeof graderDraftSchema.parse>[0] & object> = {},
  trajectories = TRAJECTORIES,
) {
  const { projectId, endpointId } = await makeEndpoint(endpoint.url, { concurrency: 16, ...settings });
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: OPERATOR_ACTOR,
    fileName: "dialogues.jsonl",
    bytesTotal: null,
    source: (async function* () {
      for (let id = 1; id <= trajectories; id += 1) yield Buffer.from(`${makeDialogue(id, TURNS)}\n`);
    })(),
  });
  const draft = graderDraftSchema.parse({
    name: "judge",
    extraction: { kind: "llm", endpointId },
    scoring: { votes: [{ name: "plain", endpointId }], ...scoring },
  });
  const version = await createGraderVersion({ projectId, actorId: OPERATOR_ACTOR, draft });
  const start = async (run: NewRunInput = {}) =>
    gradingRunSchema.parse(await startGradingRun({ projectId, actorId: OPERATOR_ACTOR, grader: "judge", ...run }));
  const find = async (runId: string) => {
    const run = await findGradingRun(projectId, runId);
    if (run === null) throw new Error("There is no such run.");
    return run;
  };
  /** Works until the run stands still. */
  const work = async (runId: string) => {
    await runPendingJobs({ isDone: async () => (await find(runId)).state !== "running" });
    return find(runId);
  };
  const change = (runId: string) => ({ projectId, actorId: OPERATOR_ACTOR, runId });
  return { projectId, endpointId, version, start, find, work, change };
}

/** Calls that score one vote, and those that extract, of so many trajectories. */
const scoringCalls = (trajectories = TRAJECTORIES, votes = 1) => trajectories * TURNS * votes;

test("a run asks for each turn once, adds up what it came to, and stores what is known of each grade", async () => {
  const { projectId, start, work } = await makeScene({
    inputPriceMicroUsd: 1_000_000n,
    outputPriceMicroUsd: 2_000_000n,
  });
  const run = await start();
  expect(run).toMatchObject({ state: "running", graderLabel: "judge 1", graderKind: "llm", tasksTotal: TRAJECTORIES });
  const done = await work(run.id);
  expect(done).toMatchObject({ state: "finished", tasksDone: TRAJECTORIES, gradesFailed: 0, failureClasses: [] });
  expect(done.calls).toBe(TRAJECTORIES + scoringCalls());
  expect(endpoint.stats()).toMatchObject({ answered: done.calls });
  expect(done.costUsd).toBeCloseTo((done.inputTokens + 2 * done.outputTokens) / 1_000_000, 5);
  expect(done.activeSeconds).toBeGreaterThan(0);
  // Other criteria have signals only where they break an invariant, and no votes.
  const all = await database.gradeSignal.findMany({ where: { projectId } });
  const signals = all.filter(({ votes }) => Array.isArray(votes) && votes.length > 0);
  expect(signals.length).toBeGreaterThanOrEqual(scoringCalls());
  expect(signals[0]?.votes).toEqual([expect.objectContaining({ name: "plain", model: "test-model", status: "ok" })]);
  const actions = await database.auditEvent.findMany({
    where: { projectId, subjectId: run.id },
    orderBy: { id: "asc" },
  });
  expect(actions.map(({ action }) => action)).toEqual(["grading.started", "grading.finished"]);
}, 60_000);

test("more votes make another version, which shares the extraction and pays for its votes alone", async () => {
  const { projectId, start, work } = await makeScene();
  const first = await work((await start({ scope: { sample: 2, seed: 7 } })).id);
  expect(first).toMatchObject({ tasksTotal: 2, scope: { sample: 2, seed: 7 } });
  // The same sample again: nothing is left of it.
  expect(await start({ scope: { sample: 2, seed: 7 } })).toMatchObject({ state: "finished", tasksTotal: 0 });

  const run = await start({ votes: 3, scope: { sample: 2, seed: 7 } });
  expect(run).toMatchObject({ graderLabel: "judge 2", tasksTotal: 2 });
  const done = await work(run.id);
  expect(done).toMatchObject({ callsReused: 2, gradesFailed: 0 });
  expect(done.calls).toBe(scoringCalls(2, 3));
  const [step, ...others] = await database.graderStep.findMany({ where: { projectId, kind: "extraction" } });
  expect([step?.number, others]).toEqual([1, []]);
  const agreed = await database.gradeSignal.count({ where: { projectId, agreement: { not: null } } });
  expect(agreed).toBeGreaterThan(0);
}, 60_000);

test("a paused run makes no further call; resumed, it ends without asking anything twice", async () => {
  endpoint.set({ latencyMs: 60 });
  const { find, start, work, change } = await makeScene({ concurrency: 2 });
  const run = await start();
  const working = work(run.id);
  await vi.waitFor(async () => expect((await find(run.id)).calls).toBeGreaterThan(4), {
    timeout: 20_000,
    interval: 20,
  });
  const paused = await pauseGradingRun(change(run.id));
  expect(paused).toMatchObject({ state: "paused", stateReason: "Paused by hand." });
  await working;
  const { answered } = endpoint.stats();
  const still = await find(run.id);
  expect(still.calls).toBe(answered);
  expect(still.calls).toBeLessThan(TRAJECTORIES + scoringCalls());
  expect((await find(run.id)).activeSeconds).toBe(still.activeSeconds);
  await expect(start()).resolves.toMatchObject({ id: run.id });

  await resumeGradingRun(change(run.id));
  const done = await work(run.id);
  expect(done).toMatchObject({ state: "finished", tasksDone: TRAJECTORIES, gradesFailed: 0 });
  expect(endpoint.stats().answered).toBe(TRAJECTORIES + scoringCalls());
  expect(done.calls).toBe(TRAJECTORIES + scoringCalls());
  expect(done.activeSeconds).toBeGreaterThan(still.activeSeconds);
}, 90_000);

test("the cost ceiling pauses a run, which goes on only under a higher one", async () => {
  const { start, work, change } = await makeScene({ inputPriceMicroUsd: 1_000_000n, outputPriceMicroUsd: 1_000_000n });
  const run = await start({ costCeilingUsd: 0.002 });
  const paused = await work(run.id);
  expect(paused).toMatchObject({
    state: "paused",
    stateReason: expect.stringMatching(/ceiling/),
    costCeilingUsd: 0.002,
  });
  await expect(resumeGradingRun(change(run.id))).rejects.toThrow(/higher ceiling/);
  expect(await resumeGradingRun({ ...change(run.id), costCeilingUsd: null })).toMatchObject({
    state: "running",
    costCeilingUsd: null,
  });
  expect(await work(run.id)).toMatchObject({ state: "finished", gradesFailed: 0 });
}, 60_000);

test("a refused key pauses the run with the reason and leaves its tasks waiting", async () => {
  endpoint.set({ apiKey: "another" });
  const { projectId, start, work, change } = await makeScene();
  const run = await start();
  const paused = await work(run.id);
  expect(paused).toMatchObject({ state: "paused", stateReason: expect.stringMatching(/key/), tasksFailed: 0 });
  expect(await database.grade.count({ where: { projectId } })).toBe(0);
  expect(await database.gradingTask.count({ where: { projectId, state: "waiting" } })).toBe(TRAJECTORIES);
  endpoint.set({ apiKey: null });
  await resumeGradingRun(change(run.id));
  expect(await work(run.id)).toMatchObject({ state: "finished", gradesFailed: 0, stateReason: null });
}, 60_000);

test("what failed is told by class, and a retry asks for that alone", async () => {
  const { projectId, start, work, change } = await makeScene();
  endpoint.set({ faults: { refusal: 0.3 } });
  const run = await start();
  const failed = await work(run.id);
  expect(failed.failureClasses).toEqual([{ failureClass: "refused", count: failed.gradesFailed }]);
  expect(failed.gradesFailed).toBeGreaterThan(0);
  const kept = await database.grade.findMany({ where: { projectId, status: { not: "failed" } } });

  endpoint.set({ faults: {} });
  expect(await retryFailedGrading(change(run.id))).toMatchObject({ state: "running" });
  const done = await work(run.id);
  expect(done).toMatchObject({ state: "finished", gradesFailed: 0, failureClasses: [] });
  const now = await database.grade.findMany({ where: { projectId, unitId: { in: kept.map(({ unitId }) => unitId) } } });
  expect(now).toHaveLength(kept.length);
  expect(now.map(({ createdAt }) => createdAt.getTime()).sort()).toEqual(
    kept.map(({ createdAt }) => createdAt.getTime()).sort(),
  );
  expect((await database.gradingRun.findFirstOrThrow({ where: { projectId } })).retries).toBe(1);
}, 60_000);

test("a canceled run ends for good and a new one grades what is missing", async () => {
  const { start, work, change } = await makeScene({}, {}, 2);
  const run = await start();
  expect(await cancelGradingRun(change(run.id))).toMatchObject({ state: "canceled" });
  await expect(pauseGradingRun(change(run.id))).rejects.toThrow(/canceled/);
  await expect(resumeGradingRun(change(run.id))).rejects.toThrow(/canceled/);
  await expect(retryFailedGrading(change(run.id))).rejects.toThrow(/canceled/);
  const next = await work((await start()).id);
  expect(next).toMatchObject({ state: "finished", tasksDone: 2 });
  await expect(cancelGradingRun(change(next.id))).rejects.toThrow(/finished/);
}, 60_000);

test("probes, earlier versions and another trajectory's future come with a grade", async () => {
  const scene = await makeScene({}, {}, 2);
  const { projectId, endpointId } = scene;
  const before = await scene.work((await scene.start()).id);
  const draft = graderDraftSchema.parse({
    name: "judge",
    extraction: { kind: "llm", endpointId },
    scoring: {
      votes: [{ name: "plain", endpointId }],
      voterVersionIds: [scene.version.id],
      probes: { withoutFuture: true, otherFuture: true },
    },
  });
  await createGraderVersion({ projectId, actorId: OPERATOR_ACTOR, draft });
  const done = await scene.work((await scene.start()).id);
  expect(done).toMatchObject({ graderLabel: "judge 2", gradesFailed: 0 });
  // The first version's answers are on hand; what is new are the probes of each response whose content counts.
  expect(done.callsReused).toBe(before.calls);
  const probed = await database.gradeSignal.findMany({
    where: { projectId, scoreWithoutFuture: { not: null }, scoreOtherFuture: { not: null } },
  });
  expect(done.calls).toBe(2 * probed.length);
  expect(probed[0]?.votes).toHaveLength(2);
  expect(probed[0]?.agreement).toBe(1);
}, 60_000);

test("a correction that needs a new score asks for it outside of any transaction", async () => {
  const { projectId, start, work } = await makeScene({}, {}, 1);
  await work((await start()).id);
  const unit = await database.unit.findFirstOrThrow({
    where: { projectId, criterion: "extraction", turn: { round: 3 } },
  });
  const id = randomUUID();
  const value = { criterion: "extraction", items: [{ attribute: "rash", value: "on the left arm" }] };
  await database.verdict.create({
    data: {
      projectId,
      id,
      unitId: unit.id,
      gradeRevision: 0,
      readerId: "reader",
      kind: "wrong",
      value,
      activeMs: 1,
      idempotencyKey: id,
    },
  });
  const subject = { projectId, trajectoryId: unit.trajectoryId };
  const before = endpoint.stats().answered;
  // Nothing is on hand: a job that may ask is queued, and nothing is written by halves.
  expect(await rescoreTurns(subject)).toBe(0);
  expect(endpoint.stats().answered).toBe(before);
  await runPendingJobs({
    isDone: async () => (await database.grade.count({ where: { projectId, revision: 1 } })) > 0,
  });
  expect(endpoint.stats().answered).toBeGreaterThan(before);
  const after = endpoint.stats().answered;
  expect(await rescoreTurns(subject)).toBe(0);
  expect(await rescoreTurns({ ...subject, mayAsk: true })).toBe(0);
  expect(endpoint.stats().answered).toBe(after);
}, 60_000);
