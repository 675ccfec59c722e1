import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { createExport, readTrajectoryCut, readVerdictCut } from "@/lib/db/export-writes";
import type { ExportFormat, RequestedSettings } from "@/lib/export/export-settings";
import type { ExportView } from "@/lib/queries/pipeline-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { decideExportSettings } from "@/lib/workflows/decide-export-settings";
import { versionToExport } from "@/lib/workflows/version-to-export";

export interface ExportRequest {
  readonly projectId: string;
  readonly actorId: string;
  readonly format: ExportFormat;
  /** Everything graded, corrected, in one file, where it is left out. */
  readonly settings?: RequestedSettings;
  /** The current version, where it is left out. */
  readonly graderVersionId?: string;
}

/** Makes the row of an export: from here on it is fixed what counts. Queues it unless told not to. */
export async function createExportRow(request: ExportRequest, isQueued: boolean): Promise<string> {
  const { projectId, actorId, format, graderVersionId } = request;
  const version = await versionToExport(projectId, graderVersionId);
  const settings = await decideExportSettings(projectId, version.id, request.settings);
  const exportId = randomUUID();
  await database.$transaction(async (transaction) => {
    const verdictOrdinal = await readVerdictCut(transaction, projectId);
    await createExport(transaction, {
      projectId,
      exportId,
      format,
      settings,
      graderVersionId: version.id,
      verdictOrdinal,
      trajectoryOrdinal: await readTrajectoryCut(transaction, projectId),
      actorId,
    });
    if (isQueued) await enqueue(transaction, "build-export", [{ projectId, exportId }]);
  });
  return exportId;
}

/**
 * Starts building a data set as a job.
 * @throws AppError conflict where nothing is graded yet.
 */
export async function startExport(request: ExportRequest): Promise<ExportView> {
  const exportId = await createExportRow(request, true);
  const view = await findExport(request.projectId, exportId);
  if (view === null) throw new Error("The export that was started is gone.");
  return view;
}
