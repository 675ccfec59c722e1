import path from "node:path";
import { findExport } from "@/lib/db/export-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { ExportView } from "@/lib/queries/pipeline-contract";
import { buildExport, type ExportProgress } from "@/lib/workflows/build-export";
import type { ExportPlace } from "@/lib/workflows/export-place";
import { createExportRow, type ExportRequest } from "@/lib/workflows/start-export";

export interface ExportToRequest extends ExportRequest {
  readonly place: ExportPlace;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/**
 * Builds a data set in this process, without the queue, to a place of the caller's choice. An export that is there
 * already is replaced once the new one is whole.
 */
export async function exportTo(request: ExportToRequest): Promise<ExportView> {
  const { place, signal, onProgress, ...exportRequest } = request;
  const exportId = await createExportRow(exportRequest, false);
  await buildExport({
    projectId: request.projectId,
    exportId,
    place: { ...place, path: path.resolve(place.path) },
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
