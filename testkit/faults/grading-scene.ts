import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { importSessions } from "@/lib/workflows/import-sessions";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";

/** A project with dialogues of `turns` turns that go on and one that stops. */
export async function importDialogues(trajectories: number, turns: number): Promise<string> {
  const projectId = await createTestProject();
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: OPERATOR_ACTOR,
    fileName: "dialogues.jsonl",
    bytesTotal: null,
    source: (async function* () {
      for (let id = 1; id <= trajectories; id += 1) yield Buffer.from(`${makeDialogue(id, turns)}\n`);
    })(),
  });
  return projectId;
}

export async function getRun(projectId: string, runId: string): Promise<GradingRunView> {
  const run = await findGradingRun(projectId, runId);
  if (run === null) throw new Error("There is no such run.");
  return run;
}

/** Every unit of the project's turns has one grade and no more, with its words; none has failed. */
export async function expectGradedOnce(projectId: string): Promise<void> {
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
