import type pg from "pg";
import { database, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import type { ExportFormat, ExportSettings } from "@/lib/export/export-settings";

/**
 * The last verdict that counts from now on. Waits for verdicts that are being written: one with a lower ordinal must
 * not appear after the cut was read.
 */
export async function readVerdictCut(transaction: Transaction, projectId: string): Promise<bigint> {
  await transaction.$executeRaw`LOCK TABLE verdicts IN SHARE MODE`;
  const newest = await transaction.verdict.aggregate({ where: { projectId }, _max: { ordinal: true } });
  return newest._max.ordinal ?? 0n;
}

/** The last trajectory there is; 0 where there is none. */
export async function readTrajectoryCut(transaction: Transaction, projectId: string): Promise<bigint> {
  const newest = await transaction.trajectory.aggregate({ where: { projectId }, _max: { ordinal: true } });
  return newest._max.ordinal ?? 0n;
}

export interface NewExport {
  readonly projectId: string;
  readonly exportId: string;
  readonly format: ExportFormat;
  readonly settings: ExportSettings;
  readonly graderVersionId: string;
  readonly verdictOrdinal: bigint;
  readonly trajectoryOrdinal: bigint;
  readonly actorId: string;
}

export async function createExport(transaction: Transaction, { exportId, ...columns }: NewExport): Promise<void> {
  await transaction.export.create({ data: { ...columns, id: exportId } });
}

/** Names the lock of whoever builds an export, among the server's advisory locks; any number. */
const BUILD_EXPORT_LOCK = 1_730_215;

/** True where nobody else builds it; held until the connection ends or {@link releaseExport}. */
export async function claimExport(client: pg.PoolClient, exportId: string): Promise<boolean> {
  const { rows } = await client.query<{ claimed: boolean }>(
    "SELECT pg_try_advisory_lock($1, hashtext($2)) AS claimed",
    [BUILD_EXPORT_LOCK, exportId],
  );
  return rows[0]?.claimed === true;
}

export async function releaseExport(client: pg.PoolClient, exportId: string): Promise<void> {
  await client.query("SELECT pg_advisory_unlock($1, hashtext($2))", [BUILD_EXPORT_LOCK, exportId]);
}

/** waiting or running (its builder died) → running. False where it has ended. */
export async function beginExport(projectId: string, exportId: string, rowsTotal: number): Promise<boolean> {
  const { count } = await database.export.updateMany({
    where: { projectId, id: exportId, state: { in: ["waiting", "running"] } },
    data: { state: "running", rowsTotal },
  });
  return count === 1;
}

/** False where it is not to be built any more: it was deleted meanwhile. */
export async function updateExportProgress(projectId: string, exportId: string, rowsWritten: number): Promise<boolean> {
  const { count } = await database.export.updateMany({
    where: { projectId, id: exportId, state: "running" },
    data: { rowsWritten },
  });
  return count === 1;
}

/** Any state but deleted → deleted; the row stays as history. False where there is no such export. */
export async function markExportDeleted(
  transaction: Transaction,
  projectId: string,
  exportId: string,
): Promise<boolean> {
  const { count } = await transaction.export.updateMany({
    where: { projectId, id: exportId, state: { not: "deleted" } },
    data: { state: "deleted", finishedAt: new Date() },
  });
  return count === 1;
}

export interface BuiltFile {
  readonly rowsWritten: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: Prisma.InputJsonObject;
}

/** running → finished; false where it has ended otherwise. */
export async function finishExport(
  transaction: Transaction,
  projectId: string,
  exportId: string,
  built: BuiltFile,
): Promise<boolean> {
  const { count } = await transaction.export.updateMany({
    where: { projectId, id: exportId, state: "running" },
    data: { ...built, state: "finished", finishedAt: new Date() },
  });
  return count === 1;
}

/** waiting or running → failed, with the reason in words. */
export async function failExport(projectId: string, exportId: string, failure: string): Promise<void> {
  await database.export.updateMany({
    where: { projectId, id: exportId, state: { in: ["waiting", "running"] } },
    data: { state: "failed", failure, finishedAt: new Date() },
  });
}

export interface LostExport {
  readonly projectId: string;
  readonly exportId: string;
  /** Its job used up its attempts. */
  readonly gaveUp: boolean;
}

/** Exports that are not ended, that nobody builds, and for which the queue has no job that may still run. */
export async function findLostExports(): Promise<LostExport[]> {
  return database.$queryRaw`
    SELECT e.project_id AS "projectId", e.id AS "exportId", j.key IS NOT NULL AS "gaveUp"
    FROM exports e
    LEFT JOIN graphile_worker.jobs j ON j.key = concat_ws(':', 'build-export', e.project_id, e.id)
    WHERE e.state IN ('waiting', 'running') AND e.created_at < now() - interval '5 seconds'
      AND (j.key IS NULL OR (j.attempts >= j.max_attempts AND j.locked_at IS NULL))
      AND NOT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = ${BUILD_EXPORT_LOCK}::oid AND objid = (hashtext(e.id::text)::bigint & 4294967295)::oid
      )`;
}
