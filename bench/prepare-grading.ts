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

export interface GradingPass {
  /** From the start of the run until it is finished. */
  readonly seconds: number;
  /** Turns without a score. */
  readonly lost: number;
  /** Grades beyond one for a unit, and answers beyond one for a call. */
  readonly duplicated: number;
}

/**
 * Imports dialogues into a project, and gives what has the workers score every turn anew: each time by a version of its
 * own whose extraction step is the first one's, so that from the second time on one call is one turn scored.
 */
export async function prepareGrading(size: {
  readonly dialogues: number;
  readonly turns: number;
  readonly concurrency: number;
  readonly baseUrl: string;
}): Promise<() => Promise<GradingPass>> {
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
  let passes = 0;
  return async () => {
    passes += 1;
    const version = await createGraderVersion({
      projectId,
      actorId,
      draft: graderDraftSchema.parse({
        name: "judge",
        extraction: { kind: "llm", endpointId: endpoint.id, turnsPerCall: turns },
        // The name is not sent: the bodies are the same in every pass, and only the version is another.
        scoring: { votes: [{ name: `pass ${passes}`, endpointId: endpoint.id }] },
      }),
    });
    // Else the same scoring calls would be read from the first pass.
    await databasePool().query("DELETE FROM llm_answers WHERE project_id = $1 AND step = 'scoring'", [projectId]);
    const startedAt = performance.now();
    const run = await startGradingRun({ projectId, actorId, grader: version.id });
    await waitUntilFinished(projectId, run.id);
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, ...(await countLosses(projectId, { ...version, runId: run.id }, dialogues * turns)) };
  };
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

async function countLosses(
  projectId: string,
  { id: versionId, runId }: { readonly id: string; readonly runId: string },
  calls: number,
): Promise<{ lost: number; duplicated: number }> {
  const { rows } = await databasePool().query<{ scored: number; grades: number; units: number; answers: number }>(
    `SELECT
       (SELECT count(DISTINCT unit.turn_id)::int
        FROM grades JOIN units unit ON unit.project_id = grades.project_id AND unit.id = grades.unit_id
        JOIN turns turn ON turn.project_id = unit.project_id AND turn.id = unit.turn_id
        WHERE unit.project_id = $1 AND unit.grader_version_id = $2 AND unit.criterion = 'format'
          AND grades.status = 'ok' AND turn.stop_label = 'continue') AS scored,
       (SELECT count(*)::int FROM grades JOIN units unit ON unit.project_id = grades.project_id
          AND unit.id = grades.unit_id WHERE unit.project_id = $1 AND unit.grader_version_id = $2) AS grades,
       (SELECT count(*)::int FROM units WHERE project_id = $1 AND grader_version_id = $2) AS units,
       (SELECT count(*)::int FROM llm_answers WHERE project_id = $1 AND run_id = $3 AND step = 'scoring') AS answers`,
    [projectId, versionId, runId],
  );
  const { scored = 0, grades = 0, units = 0, answers = 0 } = rows[0] ?? {};
  return { lost: calls - scored, duplicated: grades - units + Math.max(0, answers - calls) };
}
