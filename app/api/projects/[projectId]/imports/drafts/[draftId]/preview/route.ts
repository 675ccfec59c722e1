import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { importMappingSchema } from "@/lib/trajectory/formats/import-options";
import { getDraft } from "@/lib/workflows/import-draft";
import { previewImport } from "@/lib/workflows/preview-import";
import { scratchFolder, storedFiles } from "@/lib/workflows/stored-files";

const bodySchema = z.strictObject({ mapping: importMappingSchema.nullable() });

/** The first dialogues as they would come in under a mapping; null: under the one the files suggest. */
export const POST = handleProjectRequest<"draftId">("trajectory.import", async ({ actor, request, params }) => {
  const { mapping } = await parseBody(request, bodySchema);
  const { id, files } = await getDraft(actor.project.id, params.draftId);
  return previewImport({
    projectId: actor.project.id,
    files: storedFiles(id, files),
    scratchFolder: scratchFolder(id, "preview"),
    mapping,
  });
});
