import { rm } from "node:fs/promises";
import type pg from "pg";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { claimImport, endImport, type ImportCounts, releaseRunningImport } from "@/lib/db/import-writes";
import {
  beginStoredImport,
  endCancel,
  findStoredImport,
  removeImported,
  type StoredImport,
} from "@/lib/db/stored-import-writes";
import { AppError } from "@/lib/kernel/app-error";
import { endWrittenImport } from "@/lib/workflows/end-written-import";
import { importEvaluatedFiles } from "@/lib/workflows/import-evaluated-files";
import { ImportCanceledError } from "@/lib/workflows/import-progress";
import { removeStoredFiles, scratchFolder, storedFiles } from "@/lib/workflows/stored-files";
import { writeFiles } from "@/lib/workflows/write-files";

export interface ImportRun {
  readonly projectId: string;
  readonly importId: string;
  /** Nobody will try again: a failure ends the import. */
  readonly isLastAttempt: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Brings in the stored files of an import, from the batch on that was committed last; does nothing where the import has
 * ended or another process does it. Of a canceled one it takes out what went in.
 */
export async function runImport(run: ImportRun): Promise<void> {
  const { projectId, importId } = run;
  const client = await databasePool().connect();
  let broken: boolean | undefined;
  try {
    if (!(await claimImport(client, importId))) return;
    await runClaimed(client, run);
    await releaseRunningImport(client, importId);
  } catch (error) {
    // Ends the connection, and with it the claim.
    broken = true;
    const isFinal = error instanceof AppError || run.isLastAttempt;
    if (isFinal && run.signal?.aborted !== true) {
      const stored = await findStoredImport(projectId, importId);
      if (stored !== null) await endImport(projectId, importId, stored.counts, explain(error, stored.counts));
      await removeStoredFiles(importId);
    }
    if (!(error instanceof AppError)) throw error;
  } finally {
    client.release(broken);
  }
}

async function runClaimed(client: pg.PoolClient, run: ImportRun): Promise<void> {
  const { projectId, importId } = run;
  try {
    if (await beginStoredImport(projectId, importId)) await bringIn(client, run);
  } catch (error) {
    if (!(error instanceof ImportCanceledError)) throw error;
  }
  const stored = await findStoredImport(projectId, importId);
  if (stored?.state === "canceling") await takeBack(client, run, stored);
}

async function bringIn(client: pg.PoolClient, { projectId, importId, signal }: ImportRun): Promise<void> {
  const stored = await findStoredImport(projectId, importId);
  if (stored === null) throw new AppError("missing", "The import is not there any more.");
  const { options, fileName, actorId } = stored;
  const files = storedFiles(importId, stored.files);
  const scratch = scratchFolder(importId, "import");
  if (options.mapping.format === "evaluated" || options.mapping.format === "training") {
    await importEvaluatedFiles({
      projectId,
      importId,
      actorId,
      fileName,
      files,
      scratchFolder: scratch,
      signal,
    });
  } else {
    const counts = await writeFiles(client, {
      projectId,
      importId,
      files,
      options,
      isSensitive: stored.isSensitive,
      scratchFolder: scratch,
      begun: { settled: stored.settled, counts: stored.counts },
      signal,
    });
    await endWrittenImport({ projectId, importId, actorId, fileName, format: options.mapping.format }, counts);
  }
  await rm(scratch, { recursive: true, force: true });
  await removeStoredFiles(importId);
}

async function takeBack(
  client: pg.PoolClient,
  { projectId, importId }: ImportRun,
  stored: StoredImport,
): Promise<void> {
  const kept = await removeImported(client, projectId, importId);
  await database.$transaction(async (transaction) => {
    if (!(await endCancel(transaction, projectId, importId, kept))) return;
    await writeAuditEvent(transaction, {
      projectId,
      actorId: stored.actorId,
      action: "import.canceled",
      subjectId: importId,
      detail: { fileName: stored.fileName, kept },
    });
  });
  await removeStoredFiles(importId);
}

function explain(error: unknown, { trajectories }: ImportCounts): string {
  if (error instanceof AppError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC") return "The disk is full. Make room and import the files again; what went in is kept.";
  if (code === "ENOENT") return "The uploaded files are not there any more. Choose them again; what went in is kept.";
  return `The import stopped after ${trajectories} trajectories. They are kept; import the same files again to add the rest.`;
}
