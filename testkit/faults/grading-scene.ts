import { randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { type GraderDraftInput, graderDraftSchema } from "@/lib/queries/grader-contract";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { importSessions } from "@/lib/workflows/import-sessions";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";

/** Turns asked about in one extraction call. */
const TURNS_PER_CALL = 10;

export interface Scene {
  readonly projectId: string;
  readonly endpointId: string;
  readonly versionId: string;
}

export interface SceneOptions {
  readonly lines: readonly string[];
  readonly baseUrl: string;
  /** Calls at a time that the endpoint is registered with. */
  readonly concurrency: number;
  readonly votes?: number;
  readonly timeoutMs?: number;
}

/** Session lines of dialogues of `turns` turns that go on and one that stops. */
export function makeDialogues(trajectories: number, turns: number): string[] {
  return Array.from({ length: trajectories }, (_, at) => makeDialogue(at + 1, turns));
}

/** The calls that grading {@link makeDialogues} comes to: one for each turn that goes on, and the windows of extraction. */
export function countCalls(trajectories: number, turns: number): number {
  return trajectories * (turns + Math.ceil(turns / TURNS_PER_CALL));
}

/** A project with dialogues and a grader whose two steps ask the endpoint; every vote has words of its own. */
export async function makeScene({ lines, baseUrl, concurrency, votes = 1, timeoutMs }: SceneOptions): Promise<Scene> {
  const projectId = await createTestProject();
  const actorId = OPERATOR_ACTOR;
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
  const { id: endpointId } = await createEndpoint({
    projectId,
    actorId,
    endpoint: {
      name: "test",
      baseUrl,
      model: "test-model",
      key: { source: "none" },
      concurrency,
      timeoutMs,
      inputUsdPerMillionTokens: 1,
      outputUsdPerMillionTokens: 4,
    },
  });
  const draft: GraderDraftInput = {
    name: "judge",
    extraction: { kind: "llm", endpointId, turnsPerCall: TURNS_PER_CALL },
    scoring: {
      votes: Array.from({ length: votes }, (_, at) => ({
        name: `vote ${at + 1}`,
        endpointId,
        extraInstructions: at === 0 ? "" : `You are voter ${at + 1}.`,
        itemOrder: at === 2 ? ("reversed" as const) : ("asked" as const),
      })),
    },
  };
  const { id: versionId } = await createGraderVersion({ projectId, actorId, draft: graderDraftSchema.parse(draft) });
  return { projectId, endpointId, versionId };
}

export async function startRun(scene: Scene, costCeilingUsd: number | null = null): Promise<string> {
  const { projectId, versionId } = scene;
  const run = await startGradingRun({ projectId, actorId: OPERATOR_ACTOR, grader: versionId, costCeilingUsd });
  return run.id;
}

export async function getRun({ projectId }: Pick<Scene, "projectId">, runId: string): Promise<GradingRunView> {
  const run = await findGradingRun(projectId, runId);
  if (run === null) throw new Error("There is no such run.");
  return run;
}

/** Waits until the run is as wanted; where it isn't in time, says how it stands. */
export function untilRun(
  scene: Pick<Scene, "projectId">,
  runId: string,
  isSo: (run: GradingRunView) => boolean,
  timeout = 120_000,
): Promise<GradingRunView> {
  return vi.waitFor(
    async () => {
      const run = await getRun(scene, runId);
      if (!isSo(run)) throw new Error(`The run stands at ${JSON.stringify(run)}`);
      return run;
    },
    { timeout, interval: 50 },
  );
}

/** Every unit of the project's turns has one grade and no more, with its words; none has failed. */
export async function expectGradedOnce({ projectId }: Pick<Scene, "projectId">): Promise<void> {
  const turns = await database.turn.count({ where: { projectId } });
  const where = { projectId };
  expect(await database.unit.count({ where })).toBe(4 * turns);
  expect(await database.grade.count({ where })).toBe(4 * turns);
  expect(await database.gradeText.count({ where })).toBe(4 * turns);
  expect(await database.grade.count({ where: { projectId, status: "failed" } })).toBe(0);
  const { rows: items } = await databasePool().query(
    `SELECT FROM target_items WHERE project_id = $1 GROUP BY unit_id, revision, ordinal HAVING count(*) > 1`,
    [projectId],
  );
  expect(items).toHaveLength(0);
}

/** Answers in the ledger: those that were paid for and kept. */
export function countKept({ projectId }: Pick<Scene, "projectId">): Promise<number> {
  return database.llmAnswer.count({ where: { projectId } });
}
