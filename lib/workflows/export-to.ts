import path from "node:path";
import { findExport } from "@/lib/db/export-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { ExportView } from "@/lib/queries/pipeline-contract";
import { buildExport, type ExportProgress } from "@/lib/workflows/build-export";
import { createExportRow, type ExportRequest } from "@/lib/workflows/start-export";

export interface ExportToRequest extends ExportRequest {
  /** The file is written exactly there, the manifest to `<path>.manifest.json`. */
  readonly path: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/**
 * Builds a data set in this process, without the queue, to a path of the caller's choice. A file that is there already
 * is replaced once the new one is whole.
 */
export async function exportTo(request: ExportToRequest): Promise<ExportView> {
  const { path: targetPath, signal, onProgress, ...exportRequest } = request;
  const exportId = await createExportRow(exportRequest, false);
  await buildExport({
    projectId: request.projectId,
    exportId,
    targetPath: path.resolve(targetPath),
    isLastAttempt: true,
    signal,
    onProgress,
  });
  const view = await findExport(request.projectId, exportId);
  if (view === null || view.state !== "finished") {
    throw new AppError("unavailable", view?.failure ?? "The export did not come to its end; start it again.");
  }
  return view;
}
