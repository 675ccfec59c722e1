import { randomUUID } from "node:crypto";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { importSessions } from "@/lib/workflows/import-sessions";

/** Turns of each dialogue; a turn has four grades, of which a round queues three, at a stop two. */
export const DIALOGUE_TURNS = 6;
export const DIALOGUE_GRADES = 4 * DIALOGUE_TURNS;
export const DIALOGUE_QUEUED_UNITS = 3 * DIALOGUE_TURNS - 1;

export interface GradedProject {
  readonly projectId: string;
  readonly graderVersionId: string;
}

/** Dialogues of twelve messages of about sixty characters with grades of every unit, written without asking a grader. */
export async function makeGradedProject(dialogues: number, say: (line: string) => void): Promise<GradedProject> {
  const projectId = randomUUID();
  await database.project.create({ data: { id: projectId, name: projectId, nameKey: projectId } });
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: OPERATOR_ACTOR,
    fileName: "bench.jsonl",
    bytesTotal: null,
    source: (async function* () {
      for (let id = 1; id <= dialogues; id += 1) yield Buffer.from(`${dialogueOf(id)}\n`);
    })(),
  });
  say(`${dialogues} dialogues imported`);
  const graderVersionId = await writeGrades(projectId, dialogues);
  say("graded");
  return { projectId, graderVersionId };
}

function dialogueOf(id: number): string {
  const random = seededRandom(BigInt(id));
  const messages = Array.from({ length: DIALOGUE_TURNS }, (_, turn) => [
    {
      role: "user",
      content: `It began ${1 + random.nextBelow(97)} days ago, in visit ${id}, and got worse since then.`,
    },
    {
      role: "assistant",
      content: `Have you noticed anything else, ${id}.${turn + 1}, for example at night or at rest?`,
    },
  ]).flat();
  return JSON.stringify({ session_id: id, diagn: "Chest infection", messages });
}

/** One unit and grade for each criterion of each turn, one item asked at each turn that goes on, in a finished run. */
async function writeGrades(projectId: string, dialogues: number): Promise<string> {
  const [graderId, versionId, runId] = [randomUUID(), randomUUID(), randomUUID()];
  await database.grader.create({ data: { projectId, id: graderId, name: "bench", kind: "imported" } });
  await database.graderVersion.create({
    data: { projectId, id: versionId, graderId, number: 1, contentHash: "0".repeat(64), definition: {} },
  });
  await database.gradingRun.create({
    data: {
      projectId,
      id: runId,
      graderVersionId: versionId,
      state: "finished",
      taskCount: dialogues,
      actorId: OPERATOR_ACTOR,
      finishedAt: new Date(),
    },
  });
  const client = await databasePool().connect();
  try {
    // Millions of look-ups of what was just written would be most of the preparation.
    await client.query("SET session_replication_role = replica");
    await client.query(
      `INSERT INTO units (project_id, id, grader_version_id, trajectory_id, turn_id, response_id, criterion)
       SELECT n.project_id, gen_random_uuid(), $2, n.trajectory_id, n.id,
         CASE WHEN c.criterion IN ('content', 'format') THEN r.id END, c.criterion
       FROM turns n JOIN trajectories t ON t.project_id = n.project_id AND t.id = n.trajectory_id
       JOIN responses r ON r.project_id = n.project_id AND r.turn_id = n.id
       CROSS JOIN unnest(enum_range(NULL::criterion)) AS c(criterion)
       WHERE n.project_id = $1 ORDER BY t.ordinal, n.round`,
      [projectId, versionId],
    );
    await client.query(
      `INSERT INTO grades (project_id, unit_id, revision, run_id, status, score, stop_label)
       SELECT u.project_id, u.id, 0, $2,
         CASE WHEN u.response_id IS NOT NULL AND n.stop_label = 'stop' THEN 'not_applicable' ELSE 'ok' END::grade_status,
         CASE WHEN u.response_id IS NULL OR n.stop_label = 'stop' THEN NULL
           WHEN u.criterion = 'format' THEN 1 ELSE (abs(hashtext(u.id::text)) % 3) / 2.0 END,
         CASE WHEN u.criterion = 'decision' THEN n.stop_label END
       FROM units u JOIN turns n ON n.project_id = u.project_id AND n.id = u.turn_id
       WHERE u.project_id = $1`,
      [projectId, runId],
    );
    await client.query(
      `INSERT INTO target_items (project_id, id, grader_version_id, trajectory_id, unit_id, ordinal, attribute, value,
         asked_round, evidence)
       SELECT u.project_id, gen_random_uuid(), $2, u.trajectory_id, u.id, 0, 'duration',
         n.round || ' days', n.round,
         json_build_array(json_build_object('messagePosition', 2 * n.round, 'start', 0, 'end', 8, 'text', 'It began'))
       FROM units u JOIN turns n ON n.project_id = u.project_id AND n.id = u.turn_id
       WHERE u.project_id = $1 AND u.criterion = 'extraction' AND n.stop_label = 'continue'`,
      [projectId, versionId],
    );
    await client.query(
      `INSERT INTO grade_counts (project_id, grader_version_id, trajectory_id, ok, failed, not_applicable)
       SELECT u.project_id, u.grader_version_id, u.trajectory_id, count(*) FILTER (WHERE g.status = 'ok'), 0,
         count(*) FILTER (WHERE g.status = 'not_applicable')
       FROM units u JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id
       WHERE u.project_id = $1 GROUP BY 1, 2, 3`,
      [projectId],
    );
    await client.query("SET session_replication_role = origin");
    await client.query("VACUUM ANALYZE");
  } finally {
    client.release();
  }
  return versionId;
}
