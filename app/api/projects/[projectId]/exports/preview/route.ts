import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { AppError } from "@/lib/kernel/app-error";
import type { ExportPreviewAnswer } from "@/lib/queries/export-contract";
import { startExportSchema } from "@/lib/queries/pipeline-contract";
import { previewExport } from "@/lib/workflows/preview-export";

export const POST = handleProjectRequest("export.build", async ({ actor, request }): Promise<ExportPreviewAnswer> => {
  const wanted = await parseBody(request, startExportSchema);
  try {
    return { preview: await previewExport({ projectId: actor.project.id, ...wanted }), refused: null };
  } catch (error) {
    // That something can't be built yet is what a look is for, not a failure of looking.
    if (error instanceof AppError && error.kind === "conflict") return { preview: null, refused: error.message };
    throw error;
  }
});
