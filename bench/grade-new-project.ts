import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { graderDraftSchema } from "@/lib/queries/grader-contract";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { importSessions } from "@/lib/workflows/import-sessions";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";

/** How often it is seen whether the run is over, ms: less than a thousandth of what a run takes. */
const LOOK_MS = 10;

/**
 * Imports dialogues into a project of their own and has the workers grade them, so that no answer is on hand. Timed
 * from the start of the run until it is finished; counted from the rows.
 */
export async function gradeNewProject(size: {
  readonly dialogues: number;
  readonly turns: number;
  readonly concurrency: number;
  readonly baseUrl: string;
}): Promise<{ seconds: number; lost: number; duplicated: number }> {
  const { dialogues, turns, concurrency, baseUrl } = size;
  const projectId = randomUUID();
  const actorId = OPERATOR_ACTOR;
  await database.project.create({ data: { id: projectId, name: projectId, nameKey: projectId } });
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId,
    fileName: "bench.jsonl",
    bytesTotal: null,
    source: (async function* () {
      for (let id = 1; id <= dialogues; id += 1) yield Buffer.from(`${makeDialogue(id, turns)}\n`);
    })(),
  });
  const endpoint = await createEndpoint({
    projectId,
    actorId,
    endpoint: { name: "bench", baseUrl, model: "test-model", key: { source: "none" }, concurrency },
  });
  const version = await createGraderVersion({
    projectId,
    actorId,
    draft: graderDraftSchema.parse({
      name: "judge",
      extraction: { kind: "offline" },
      scoring: { votes: [{ name: "plain", endpointId: endpoint.id }] },
    }),
  });
  const startedAt = performance.now();
  const run = await startGradingRun({ projectId, actorId, grader: version.id });
  await waitUntilFinished(projectId, run.id);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, ...(await countLosses(projectId, run.id, dialogues * turns)) };
}

async function waitUntilFinished(projectId: string, runId: string): Promise<void> {
  for (;;) {
    const { rows } = await databasePool().query<{ state: string; state_reason: string | null }>(
      "SELECT state, state_reason FROM grading_runs WHERE project_id = $1 AND id = $2",
      [projectId, runId],
    );
    const state = rows[0]?.state;
    if (state === "finished") return;
    if (state !== "running") throw new Error(`The run is ${state}: ${rows[0]?.state_reason}`);
    await wait(LOOK_MS);
  }
}

/** `lost`: turns without a score; `duplicated`: grades beyond one for a unit, and answers beyond one for a call. */
async function countLosses(
  projectId: string,
  runId: string,
  calls: number,
): Promise<{ lost: number; duplicated: number }> {
  const { rows } = await databasePool().query<{ scored: number; grades: number; units: number; answers: number }>(
    `SELECT
       (SELECT count(DISTINCT unit.turn_id)::int
        FROM grades JOIN units unit ON unit.project_id = grades.project_id AND unit.id = grades.unit_id
        JOIN turns turn ON turn.project_id = unit.project_id AND turn.id = unit.turn_id
        WHERE grades.project_id = $1 AND unit.criterion = 'format' AND grades.status = 'ok'
          AND turn.stop_label = 'continue') AS scored,
       (SELECT count(*)::int FROM grades WHERE project_id = $1) AS grades,
       (SELECT count(*)::int FROM units WHERE project_id = $1) AS units,
       (SELECT calls FROM grading_runs WHERE project_id = $1 AND id = $2) AS answers`,
    [projectId, runId],
  );
  const { scored = 0, grades = 0, units = 0, answers = 0 } = rows[0] ?? {};
  return { lost: calls - scored, duplicated: grades - units + Math.max(0, answers - calls) };
}
