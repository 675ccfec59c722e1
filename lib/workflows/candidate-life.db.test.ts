import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { type CandidateView, candidateSchema, correctionClustersSchema } from "@/lib/queries/candidate-contract";
import { type GraderDraftInput, graderDraftSchema } from "@/lib/queries/grader-contract";
import { askForProposal } from "@/lib/workflows/ask-for-proposal";
import { compareVersions } from "@/lib/workflows/compare-versions";
import { createCandidate } from "@/lib/workflows/create-candidate";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { promoteCandidate, rejectCandidate, rollBackCandidate } from "@/lib/workflows/decide-candidate";
import { editCandidate } from "@/lib/workflows/edit-candidate";
import { endRound } from "@/lib/workflows/end-round";
import { gradeCandidate } from "@/lib/workflows/grade-candidate";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { importSessions } from "@/lib/workflows/import-sessions";
import { loadCandidate } from "@/lib/workflows/load-candidate";
import { loadCorrectionClusters } from "@/lib/workflows/load-correction-clusters";
import { loadRounds } from "@/lib/workflows/load-round";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { startRound } from "@/lib/workflows/start-round";
import { startTrial } from "@/lib/workflows/start-trial";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

/** Words that the test endpoint's rule has: with them in its instructions the grader makes no mistakes. */
const RULE = "by what it asks for";
const READER = "reader";
const actorId = "operator";

let server: TestEndpoint;
let projectId: string;
let endpointId: string;
/** What is right, by turn, response and criterion: the offline grader's answers. Only {@link read} opens it. */
let key: Map<string, VerdictValue>;

beforeAll(async () => {
  server = await startTestEndpoint({ noise: 0.4, calmedBy: RULE });
});
afterAll(() => server.close());

async function finishJobs(isDone: () => Promise<boolean>): Promise<void> {
  await runPendingJobs({ isDone, signal: AbortSignal.timeout(120_000) });
}

async function grade(grader: string): Promise<void> {
  const run = await startGradingRun({ projectId, actorId, grader });
  await finishJobs(
    async () => (await database.gradingRun.findFirstOrThrow({ where: { id: run.id } })).state !== "running",
  );
}

interface UnitRow {
  readonly turnId: string;
  readonly responseId: string | null;
  readonly criterion: string;
}
const subject = ({ turnId, responseId, criterion }: UnitRow) => `${criterion}:${turnId}:${responseId ?? ""}`;

async function readKey(graderName: string): Promise<Map<string, VerdictValue>> {
  const units = await database.unit.findMany({
    where: { projectId, graderVersion: { grader: { name: graderName } } },
    select: { id: true, turnId: true, responseId: true, criterion: true, grades: true },
  });
  const items = await database.targetItem.findMany({ where: { projectId }, orderBy: { ordinal: "asc" } });
  const found = new Map<string, VerdictValue>();
  for (const unit of units) {
    const [grade] = unit.grades;
    if (grade?.status !== "ok") continue;
    const value =
      unit.criterion === "decision"
        ? { criterion: "decision", stopLabel: grade.stopLabel }
        : unit.criterion === "extraction"
          ? {
              criterion: "extraction",
              items: items
                .filter(({ unitId }) => unitId === unit.id)
                .map(({ attribute, value: said }) => ({ attribute, value: said })),
            }
          : { criterion: unit.criterion, score: grade.score };
    found.set(subject(unit), verdictValueSchema.parse(value));
  }
  return found;
}

/** Answers up to `most` units as the key says. Returns how many. */
async function read(most: number): Promise<number> {
  for (let answered = 0; answered < most; answered += 1) {
    const [served] = (await handOutUnits({ projectId, readerId: READER, count: 1 })).units;
    if (served === undefined) return answered;
    const unit = await database.unit.findFirstOrThrow({
      where: { projectId, id: served.unitId },
      select: {
        turnId: true,
        responseId: true,
        criterion: true,
        currentRevision: true,
      },
    });
    const right = key.get(subject(unit));
    const base = { idempotencyKey: randomUUID(), unitId: served.unitId, activeMs: 4_000, handOutId: served.handOutId };
    if (right === undefined) {
      await recordVerdict({ projectId, readerId: READER, input: { ...base, kind: "skip", gradeRevision: 0 } });
      continue;
    }
    const gradeRevision = unit.criterion === "extraction" ? 0 : unit.currentRevision;
    await recordVerdict({
      projectId,
      readerId: READER,
      input: { ...base, kind: "value", gradeRevision, value: right, reasonCode: null, comment: null },
    });
  }
  return most;
}

/** Sixteen dialogues, the offline grader as the key, and a grader whose scores are off by a step on four in ten. */
beforeEach(async () => {
  server.set({ noise: 0.4, script: [], faults: {} });
  projectId = await createTestProject();
  const lines = Array.from({ length: 16 }, (_, at) => makeDialogue(at + 1, 10));
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId,
    fileName: "dialogues.jsonl",
    bytesTotal: null,
    source: (async function* () {
      for (const line of lines) yield Buffer.from(`${line}\n`);
    })(),
  });
  const endpoint = { name: "test", baseUrl: server.url, model: "test-model", key: { source: "none" } as const };
  endpointId = (await createEndpoint({ projectId, actorId, endpoint })).id;
  await grade("offline");
  key = await readKey("offline");
  const draft: GraderDraftInput = {
    name: "judge",
    extraction: { kind: "offline" },
    scoring: { votes: [{ name: "plain", endpointId }] },
  };
  await createGraderVersion({ projectId, actorId, draft: graderDraftSchema.parse(draft) });
  await grade("judge");
}, 120_000);

/** Reads enough in a round for a cluster of corrections. */
async function findCluster() {
  await startRound({ projectId, actorId, reads: 80, auditProbability: 1, seed: 1n });
  await read(80);
  const { clusters } = correctionClustersSchema.parse(await loadCorrectionClusters({ projectId }));
  const cluster = clusters.find(({ isRepairable }) => isRepairable);
  if (cluster === undefined) throw new Error("There is nothing to repair.");
  return cluster;
}

async function proposed(): Promise<CandidateView> {
  const cluster = await findCluster();
  const input = { source: "proposed", clusterKey: cluster.key, endpointId: null } as const;
  const { id } = await createCandidate({ projectId, actorId, input });
  await finishJobs(async () => (await loadCandidate({ projectId, candidateId: id })).proposal.state !== "asking");
  return candidateSchema.parse(await loadCandidate({ projectId, candidateId: id }));
}

async function graded(candidateId: string): Promise<CandidateView> {
  const started = await gradeCandidate({ projectId, actorId, candidateId });
  if (started.state === "graded") return started;
  await finishJobs(async () => (await loadCandidate({ projectId, candidateId })).state === "graded");
  return loadCandidate({ projectId, candidateId });
}

async function inTrial(): Promise<CandidateView> {
  const { id: candidateId } = await proposed();
  await graded(candidateId);
  return startTrial({ projectId, actorId, candidateId, seed: 7n });
}

describe("from corrections to a better grader", () => {
  test("propose, edit, grade, trial, promote, roll back", async () => {
    const draft = await proposed();
    expect(draft).toMatchObject({
      state: "draft",
      source: "proposed",
      parent: { label: "judge 1" },
      version: null,
      proposal: { state: "answered", endpoint: "test", failure: null },
    });
    expect(draft.changes?.scoring.rules).toEqual([expect.stringContaining(RULE)]);
    expect(draft.changes?.scoring.workedCases).toHaveLength(1);
    expect(draft.writtenFrom.verdicts).toBeGreaterThan(0);
    expect(draft.writtenFrom.trajectories).toBeLessThanOrEqual(8);

    const changes = draft.changes;
    if (changes === null) throw new Error("A draft has words.");
    const rules = [...changes.scoring.rules, "Greetings ask for nothing."];
    const edit = { editNumber: draft.editNumber, changes: { ...changes, scoring: { ...changes.scoring, rules } } };
    const subjectOf = { projectId, candidateId: draft.id };
    expect((await editCandidate({ ...subjectOf, edit })).changes?.scoring.rules).toEqual(rules);
    await expect(editCandidate({ ...subjectOf, edit })).rejects.toThrow(/saved this draft meanwhile/);

    const ready = await graded(draft.id);
    expect(ready).toMatchObject({ state: "graded", version: { label: "judge 2" }, isParentCurrent: true });
    expect(ready.run).toMatchObject({ state: "finished", tasks: 16, tasksDone: 16 });
    // Grading a candidate makes it no current version.
    expect((await findCurrentGraderVersion(projectId))?.label).toBe("judge 1");
    await expect(editCandidate({ ...subjectOf, edit })).rejects.toThrow(/frozen/);

    const started = await startTrial({ ...subjectOf, actorId, seed: 7n });
    expect(started.trial).toMatchObject({ state: "open", labels: 0, roundState: "open", evidence: [1] });
    const scope = started.trial?.scope;
    expect(scope?.fresh).toBe((scope?.disagreements ?? 0) - (scope?.readBefore ?? 0) - (scope?.fromWriting ?? 0));
    // A trial is no round of calibration: the list does not show it.
    expect((await loadRounds({ projectId })).map(({ number }) => number)).toEqual([1]);
    await expect(endRound({ projectId, actorId, roundId: started.trial?.roundId ?? "" })).rejects.toThrow(/trial/);
    await expect(promoteCandidate({ ...subjectOf, actorId })).rejects.toThrow(/won its trial/);

    // All answers are the key's, and the candidate makes no mistakes: six of six win.
    const answered = await read(60);
    const won = await loadCandidate(subjectOf);
    expect(won).toMatchObject({
      state: "won",
      trial: { state: "promote", labels: 6, wins: 6, losses: 0, roundState: "finished" },
    });
    expect(answered).toBe(6);
    expect(won.trial?.evidence).toHaveLength(7);
    expect(won.trial?.evidence.at(-1)).toBeGreaterThanOrEqual(won.trial?.threshold ?? Number.POSITIVE_INFINITY);
    // Exact 95 % interval of 6 of 6: the lower end is .025^(1/6) = .5407.
    expect(won.trial?.share.lower).toBeCloseTo(0.025 ** (1 / 6), 6);

    const judgeOneGrades = await database.unit.count({ where: { projectId, graderVersionId: won.parent.id } });
    const promoted = await promoteCandidate({ ...subjectOf, actorId });
    expect(promoted).toMatchObject({ state: "promoted", isCurrent: true, replaced: { label: "judge 1" } });
    expect((await findCurrentGraderVersion(projectId))?.label).toBe("judge 2");
    // Old grades are kept.
    expect(await database.unit.count({ where: { projectId, graderVersionId: won.parent.id } })).toBe(judgeOneGrades);
    const comparison = await compareVersions({ projectId, beforeId: won.parent.id, afterId: won.version?.id ?? "" });
    const content = comparison.againstVerdicts.find(({ criterion }) => criterion === "content");
    expect(content?.fixed).toBeGreaterThanOrEqual(6);
    expect(content?.broke).toBe(0);

    const back = await rollBackCandidate({ ...subjectOf, actorId });
    expect(back).toMatchObject({ state: "rolled_back", isCurrent: false, isParentCurrent: true });
    expect((await findCurrentGraderVersion(projectId))?.label).toBe("judge 1");
    await expect(rollBackCandidate({ ...subjectOf, actorId })).rejects.toThrow(/Only a promoted candidate/);
    const actions = await database.auditEvent.findMany({
      where: { projectId, subjectId: draft.id },
      orderBy: { id: "asc" },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      "candidate.created",
      "candidate.frozen",
      "trial.ended",
      "candidate.promoted",
      "candidate.rolled_back",
    ]);
  }, 180_000);

  test("a worse candidate loses, and stays a candidate", async () => {
    await findCluster();
    // The current grader is now the one without mistakes, and the one with mistakes is tried against it.
    const judge = await database.graderVersion.findFirstOrThrow({ where: { projectId, grader: { name: "judge" } } });
    const offline = await database.graderVersion.findFirstOrThrow({
      where: { projectId, grader: { name: "offline" } },
    });
    await database.project.update({ where: { id: projectId }, data: { currentVersionId: offline.id } });
    const { id: candidateId } = await createCandidate({
      projectId,
      actorId,
      input: { source: "existing_version", versionId: judge.id },
    });
    await graded(candidateId);
    await startTrial({ projectId, actorId, candidateId, seed: 3n });
    await read(60);
    const lost = await loadCandidate({ projectId, candidateId });
    expect(lost).toMatchObject({ state: "lost", trial: { state: "reject", wins: 0, losses: 6 } });
    await expect(promoteCandidate({ projectId, actorId, candidateId })).rejects.toThrow(/won its trial/);
    expect((await findCurrentGraderVersion(projectId))?.label).toBe("offline 1");
  }, 180_000);

  test("what wrote a candidate never judges it, and no unit is asked twice", async () => {
    const candidate = await inTrial();
    const roundId = candidate.trial?.roundId ?? "";
    const queued = await database.roundUnit.findMany({ where: { projectId, roundId } });
    const writing = await database.writingVerdict.findMany({ where: { projectId, candidateId: candidate.id } });
    const spoken = await database.standingVerdict.findMany({ where: { projectId } });
    const trajectories = new Set(writing.map(({ trajectoryId }) => trajectoryId));
    expect(queued.length).toBe(candidate.trial?.scope.fresh);
    expect(queued.filter(({ trajectoryId }) => trajectories.has(trajectoryId))).toEqual([]);
    expect(queued.filter(({ unitId }) => spoken.some((verdict) => verdict.unitId === unitId))).toEqual([]);
    await read(4);
    const handOuts = await database.handOut.findMany({ where: { projectId, roundId }, orderBy: { ordinal: "asc" } });
    expect(handOuts.every(({ visibility }) => visibility === "blind")).toBe(true);
    expect(new Set(handOuts.map(({ unitId }) => unitId)).size).toBe(handOuts.length);
    // In the order that the seed drew.
    const ranks = new Map(queued.map(({ unitId, auditRank }) => [unitId, auditRank]));
    expect(handOuts.map(({ unitId }) => ranks.get(unitId))).toEqual([1, 2, 3, 4]);
  }, 180_000);

  test("of two who promote at once one does, and the other is told", async () => {
    const { id: candidateId } = await inTrial();
    await read(60);
    const both = await Promise.allSettled([1, 2].map(() => promoteCandidate({ projectId, actorId, candidateId })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { kind: "conflict", message: expect.stringMatching(/promoted already/) },
    });
    expect(await database.auditEvent.count({ where: { projectId, action: "candidate.promoted" } })).toBe(1);
  }, 180_000);

  test("a candidate rejected in its trial closes the round; later answers are refused", async () => {
    const candidate = await inTrial();
    await read(2);
    const [served] = (await handOutUnits({ projectId, readerId: READER, count: 1 })).units;
    const rejected = await rejectCandidate({ projectId, actorId, candidateId: candidate.id });
    expect(rejected).toMatchObject({ state: "rejected", trial: { roundState: "finished", labels: 2 } });
    const late = recordVerdict({
      projectId,
      readerId: READER,
      input: {
        kind: "skip",
        idempotencyKey: randomUUID(),
        unitId: served?.unitId ?? "",
        activeMs: 1,
        gradeRevision: 0,
        handOutId: served?.handOutId ?? null,
      },
    });
    await expect(late).rejects.toThrow(/closed/);
  }, 180_000);
});

describe("a model that answers badly", () => {
  test("leaves a failure with its class and the draft as it was; asked again it may do better", async () => {
    const cluster = await findCluster();
    server.set({ script: Array.from({ length: 3 }, () => "truncated_answer" as const) });
    const input = { source: "proposed", clusterKey: cluster.key, endpointId } as const;
    const begun = await createCandidate({ projectId, actorId, input });
    const subjectOf = { projectId, candidateId: begun.id };
    expect(begun.proposal.state).toBe("asking");
    const edit = { editNumber: begun.editNumber, changes: begun.changes ?? never() };
    await expect(editCandidate({ ...subjectOf, edit })).rejects.toThrow(/A model is writing/);
    await expect(gradeCandidate({ ...subjectOf, actorId })).rejects.toThrow(/A model is writing/);
    const isSettled = async () => (await loadCandidate(subjectOf)).proposal.state !== "asking";
    await finishJobs(isSettled);
    const failed = await loadCandidate(subjectOf);
    expect(failed).toMatchObject({
      state: "draft",
      changes: begun.changes,
      proposal: { state: "failed", failure: { failureClass: "unparsable" } },
    });
    expect(failed.proposal.failure?.message).not.toBe("");

    const by = await editCandidate({
      ...subjectOf,
      edit: {
        editNumber: failed.editNumber,
        changes: { ...edit.changes, scoring: { ...edit.changes.scoring, rules: ["A rule by hand."] } },
      },
    });
    expect(by.changes?.scoring.rules).toEqual(["A rule by hand."]);
    const again = await askForProposal({ ...subjectOf, actorId, endpointId: null });
    expect(again.proposal).toMatchObject({ state: "asking", failure: null });
    await finishJobs(isSettled);
    const answered = await loadCandidate(subjectOf);
    // Nothing of what was written by hand is lost.
    expect(answered.changes?.scoring.rules).toEqual(["A rule by hand.", expect.stringContaining(RULE)]);
    expect(await database.llmAnswer.count({ where: { projectId, step: "proposal" } })).toBeGreaterThanOrEqual(4);
  }, 180_000);
});

function never(): never {
  throw new Error("A draft has words.");
}
