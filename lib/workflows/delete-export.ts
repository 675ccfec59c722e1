import { rm } from "node:fs/promises";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { markExportDeleted } from "@/lib/db/export-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { ExportView } from "@/lib/queries/pipeline-contract";
import { exportFolder, workFolder } from "@/lib/workflows/export-place";

/**
 * Deletes the files of an export in the data folder, or stops the one that is being built; what it held stays in the
 * history with its manifest. Files that the command line wrote elsewhere are not touched.
 * @throws AppError missing where there is no such export.
 */
export async function deleteExport(request: {
  readonly projectId: string;
  readonly exportId: string;
  readonly actorId: string;
}): Promise<ExportView> {
  const { projectId, exportId, actorId } = request;
  await database.$transaction(async (transaction) => {
    if (!(await markExportDeleted(transaction, projectId, exportId))) return;
    await writeAuditEvent(transaction, { projectId, actorId, action: "export.deleted", subjectId: exportId });
  });
  const view = await findExport(projectId, exportId);
  if (view === null) throw new AppError("missing", "There is no such export in this project.");
  const place = { layout: "folder", path: exportFolder(projectId, exportId) } as const;
  for (const folder of [place.path, workFolder(place)]) await rm(folder, { recursive: true, force: true });
  return view;
}
