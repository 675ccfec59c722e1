import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { to as copyTo } from "pg-copy-streams";
import { REWARD_ROWS_SQL } from "@/bench/reward-rows-sql";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { exportFolder } from "@/lib/workflows/export-place";
import { importSessions } from "@/lib/workflows/import-sessions";
import { startExport } from "@/lib/workflows/start-export";

const TURNS = 6;

interface ExportPass {
  readonly seconds: number;
  readonly exportId: string;
}

export interface PreparedExport {
  /** Starts an export and waits until it is finished. */
  runExport(look: () => Promise<void>): Promise<ExportPass>;
  /** Seconds of the same rows by COPY. */
  runCopy(): Promise<number>;
  /** Throws where the two are not the same rows, byte for byte but for blanks. */
  checkRows(pass: ExportPass): Promise<{ rows: number }>;
}

/** Dialogues of twelve messages of about sixty characters with grades of every unit, written without asking a grader. */
export async function prepareExport(rows: number, say: (line: string) => void): Promise<PreparedExport> {
  const projectId = randomUUID();
  const dialogues = Math.round(rows / TURNS);
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
  const graderVersionId = await writeGrades(projectId);
  say("graded");
  const run = async (look: () => Promise<void>) => {
    const startedAt = performance.now();
    const { id } = await startExport({ projectId, actorId: OPERATOR_ACTOR, format: "reward" });
    for (;;) {
      const view = await findExport(projectId, id);
      if (view?.state === "finished") return { seconds: (performance.now() - startedAt) / 1000, exportId: id };
      if (view === null || view.state === "failed") throw new Error(`The export failed: ${view?.failure}`);
      await look();
    }
  };
  const copy = async (onChunk: (chunk: Buffer) => void) => {
    const client = await databasePool().connect();
    try {
      const sql = REWARD_ROWS_SQL.replaceAll(":project", `'${projectId}'`).replaceAll(
        ":version",
        `'${graderVersionId}'`,
      );
      for await (const chunk of client.query(copyTo(`COPY (${sql}) TO STDOUT`))) onChunk(chunk);
    } finally {
      client.release();
    }
  };
  return {
    runExport: run,
    runCopy: async () => {
      const startedAt = performance.now();
      await copy(() => undefined);
      return (performance.now() - startedAt) / 1000;
    },
    checkRows: async ({ exportId }) => {
      const view = await findExport(projectId, exportId);
      const [ours, copied] = [createHash("sha256"), createHash("sha256")];
      // Blanks are all that may differ between two writers of JSON; a backslash of a line of COPY is doubled.
      const bare = (chunk: Buffer) => chunk.toString("latin1").replaceAll(" ", "").replaceAll("\\\\", "\\");
      for await (const chunk of createReadStream(path.join(exportFolder(projectId, exportId), "reward.jsonl"))) {
        ours.update(bare(chunk));
      }
      await copy((chunk) => copied.update(bare(chunk)));
      if (ours.digest("hex") !== copied.digest("hex")) throw new Error("The export and COPY don't give the same rows.");
      return { rows: view?.rowsWritten ?? 0 };
    },
  };
}

function dialogueOf(id: number): string {
  const random = seededRandom(BigInt(id));
  const messages = Array.from({ length: TURNS }, (_, turn) => [
    {
      role: "user",
      content: `It began ${1 + random.nextBelow(97)} days ago, in visit ${id}, and got worse since then.`,
    },
    {
      role: "assistant",
      content: `Have you noticed anything else, number ${turn + 1}, for example at night or at rest?`,
    },
  ]).flat();
  return JSON.stringify({ session_id: id, diagn: "Chest infection", messages });
}

/** One unit and grade for each criterion of each turn, one item asked at each turn that goes on. */
async function writeGrades(projectId: string): Promise<string> {
  const [graderId, versionId] = [randomUUID(), randomUUID()];
  await database.grader.create({ data: { projectId, id: graderId, name: "bench", kind: "imported" } });
  await database.graderVersion.create({
    data: { projectId, id: versionId, graderId, number: 1, contentHash: "0".repeat(64), definition: {} },
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
      `INSERT INTO grades (project_id, unit_id, revision, status, score, stop_label)
       SELECT u.project_id, u.id, 0,
         CASE WHEN u.response_id IS NOT NULL AND n.stop_label = 'stop' THEN 'not_applicable' ELSE 'ok' END::grade_status,
         CASE WHEN u.response_id IS NULL OR n.stop_label = 'stop' THEN NULL
           WHEN u.criterion = 'format' THEN 1 ELSE (abs(hashtext(u.id::text)) % 3) / 2.0 END,
         CASE WHEN u.criterion = 'decision' THEN n.stop_label END
       FROM units u JOIN turns n ON n.project_id = u.project_id AND n.id = u.turn_id
       WHERE u.project_id = $1`,
      [projectId],
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
    await client.query("SET session_replication_role = origin");
    await client.query("VACUUM ANALYZE");
  } finally {
    client.release();
  }
  return versionId;
}
