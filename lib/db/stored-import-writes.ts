import type pg from "pg";
import { z } from "zod";
import { database, type Transaction } from "@/lib/db/client";
import { type DraftFile, draftFilesColumn } from "@/lib/db/import-draft-writes";
import { type ImportCounts, RUNNING_IMPORT_LOCK } from "@/lib/db/import-writes";
import { type ImportOptions, importOptionsSchema } from "@/lib/trajectory/formats/import-options";

const countsColumn = z.record(z.string(), z.number().int());
const refusedColumn = z.array(z.object({ line: z.number().int(), reason: z.string(), file: z.string().optional() }));

/** An import of stored files, as far as it has come. */
export interface StoredImport {
  readonly state: "waiting" | "running" | "finished" | "failed" | "canceling" | "canceled";
  readonly fileName: string;
  readonly actorId: string;
  readonly files: readonly DraftFile[];
  readonly options: ImportOptions;
  readonly isSensitive: boolean;
  /** How many of the files' dialogues and problems are settled. */
  readonly settled: number;
  readonly counts: ImportCounts;
}

export async function findStoredImport(projectId: string, importId: string): Promise<StoredImport | null> {
  const row = await database.import.findUnique({
    where: { projectId_id: { projectId, id: importId } },
    include: { project: { select: { sensitive: true } } },
  });
  if (row === null || row.options === null || row.files === null) return null;
  const { state, fileName, actorId, settled, trajectories, messages, turns, unchanged, duplicates, refusedCount } = row;
  return {
    state,
    fileName,
    actorId,
    settled,
    isSensitive: row.project.sensitive,
    files: draftFilesColumn.parse(row.files),
    options: importOptionsSchema.parse(row.options),
    counts: {
      bytesRead: Number(row.bytesRead),
      trajectories,
      messages,
      turns,
      unchanged,
      duplicates,
      refusedCount,
      refused: refusedColumn.parse(row.refused),
      leftOut: countsColumn.parse(row.leftOut),
      replaced: row.replaced === null ? null : countsColumn.parse(row.replaced),
    },
  };
}

export interface NewStoredImport {
  readonly projectId: string;
  readonly importId: string;
  readonly actorId: string;
  readonly fileName: string;
  readonly bytesTotal: number;
  readonly files: readonly DraftFile[];
  readonly options: ImportOptions;
}

/** Makes the row of an import of stored files; false where one of this id is there already. */
export async function createStoredImport(transaction: Transaction, one: NewStoredImport): Promise<boolean> {
  const { projectId, importId, actorId, fileName, bytesTotal, files, options } = one;
  const { count } = await transaction.import.createMany({
    data: [
      {
        projectId,
        id: importId,
        actorId,
        fileName,
        bytesTotal,
        state: "waiting",
        files: files.map((file) => ({ ...file })),
        options,
        ...(options.pseudonymize ? { replaced: {} } : {}),
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}

/** waiting → running; true as well where it runs already. */
export async function beginStoredImport(projectId: string, importId: string): Promise<boolean> {
  const { count } = await database.import.updateMany({
    where: { projectId, id: importId, state: { in: ["waiting", "running"] } },
    data: { state: "running" },
  });
  return count === 1;
}

/** waiting or running → canceling. False where it has ended. */
export async function cancelStoredImport(
  transaction: Transaction,
  projectId: string,
  importId: string,
): Promise<boolean> {
  const { count } = await transaction.import.updateMany({
    where: { projectId, id: importId, state: { in: ["waiting", "running"] } },
    data: { state: "canceling" },
  });
  return count === 1;
}

/** canceling → canceled. */
export async function endCancel(
  transaction: Transaction,
  projectId: string,
  importId: string,
  kept: number,
): Promise<boolean> {
  const { count } = await transaction.import.updateMany({
    where: { projectId, id: importId, state: "canceling" },
    data: { state: "canceled", kept, finishedAt: new Date(), trajectories: 0, messages: 0, turns: 0, unchanged: 0 },
  });
  return count === 1;
}

/** Trajectories removed by one statement: few enough that others don't wait. */
const REMOVED_AT_ONCE = 500;

/**
 * Removes what an import brought in and nobody has worked on: dialogues with a grading task or a grade stay. Returns
 * how many stay.
 */
export async function removeImported(client: pg.PoolClient, projectId: string, importId: string): Promise<number> {
  for (;;) {
    const { rowCount } = await client.query(
      `DELETE FROM trajectories WHERE project_id = $1 AND id IN (
         SELECT t.id FROM trajectories t
         WHERE t.project_id = $1 AND t.import_id = $2
           AND NOT EXISTS (SELECT FROM grading_tasks k WHERE k.project_id = $1 AND k.trajectory_id = t.id)
           AND NOT EXISTS (
             SELECT FROM turns n JOIN units u ON u.project_id = $1 AND u.turn_id = n.id
             WHERE n.project_id = $1 AND n.trajectory_id = t.id)
         LIMIT $3)`,
      [projectId, importId, REMOVED_AT_ONCE],
    );
    if (rowCount === 0) break;
  }
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM trajectories WHERE project_id = $1 AND import_id = $2",
    [projectId, importId],
  );
  return rows[0]?.count ?? 0;
}

export interface LostImport {
  readonly projectId: string;
  readonly importId: string;
  /** Its job failed as often as it may. */
  readonly gaveUp: boolean;
}

/** Imports of stored files that are not at their end and that no job and no process does. */
export async function findLostImports(): Promise<LostImport[]> {
  return database.$queryRaw`
    SELECT i.project_id::text AS "projectId", i.id::text AS "importId", j.key IS NOT NULL AS "gaveUp"
    FROM imports i
    LEFT JOIN graphile_worker.jobs j ON j.key = concat_ws(':', 'run-import', i.project_id, i.id)
    WHERE i.state IN ('waiting', 'running', 'canceling') AND i.files IS NOT NULL
      AND i.started_at < now() - interval '5 seconds'
      AND (j.key IS NULL OR (j.attempts >= j.max_attempts AND j.locked_at IS NULL))
      AND NOT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = ${RUNNING_IMPORT_LOCK}::oid AND objid = (hashtext(i.id::text)::bigint & 4294967295)::oid
      )`;
}
