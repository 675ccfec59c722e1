import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { databasePool } from "@/lib/db/client";
import {
  createImport,
  endImport,
  holdRunningImport,
  type ImportCounts,
  releaseRunningImport,
} from "@/lib/db/import-writes";
import { findProjectSensitivity } from "@/lib/db/project-reads";
import type { IntakeFile } from "@/lib/intake/intake-item";
import { AppError } from "@/lib/kernel/app-error";
import type { ImportOptions } from "@/lib/trajectory/formats/import-options";
import { endWrittenImport } from "@/lib/workflows/end-written-import";
import { writeFiles } from "@/lib/workflows/write-files";

export interface PathsToImport {
  readonly projectId: string;
  readonly importId: string;
  readonly actorId: string;
  /** What the files are called together. */
  readonly fileName: string;
  readonly bytesTotal: number | null;
  readonly files: readonly IntakeFile[];
  readonly options: ImportOptions;
  readonly onProgress?: (counts: ImportCounts) => void;
}

/**
 * Brings files of this machine into a project, in this process. Where it is interrupted, what was committed stays and the
 * same command adds the rest: each dialogue goes in once.
 * @throws AppError `invalid` where nothing of the files could be taken, `unavailable` where it was cut off.
 */
export async function importPaths(request: PathsToImport): Promise<ImportCounts> {
  const { projectId, importId, actorId, fileName, files, options, onProgress } = request;
  if (!(await createImport(request))) throw new AppError("conflict", "There is an import of this id already.");
  const scratchFolder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-import-"));
  let client: pg.PoolClient | undefined;
  let broken: boolean | undefined;
  let last: ImportCounts | undefined;
  try {
    client = await databasePool().connect();
    await holdRunningImport(client, importId);
    last = await writeFiles(client, {
      projectId,
      importId,
      files,
      options,
      isSensitive: await findProjectSensitivity(projectId),
      scratchFolder,
      begun: null,
      onBatch: (counts) => {
        last = counts;
        onProgress?.(counts);
      },
    });
    const failure = await endWrittenImport(
      { projectId, importId, actorId, fileName, format: options.mapping.format },
      last,
    );
    if (failure !== null) throw new AppError("invalid", failure);
    return last;
  } catch (error) {
    if (error instanceof AppError) throw error;
    broken = true;
    const failure = `The import stopped after ${(last?.trajectories ?? 0) + (last?.unchanged ?? 0)} trajectories. They are kept; import the same files again to add the rest.`;
    if (last !== undefined) await endImport(projectId, importId, last, failure).catch(() => false);
    throw new AppError("unavailable", failure, { cause: error });
  } finally {
    if (client !== undefined && broken === undefined) await releaseRunningImport(client, importId);
    client?.release(broken);
    await rm(scratchFolder, { recursive: true, force: true });
  }
}
