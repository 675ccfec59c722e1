import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { importOptionsSchema } from "@/lib/trajectory/formats/import-options";
import { startImport } from "@/lib/workflows/import-draft";

/** Brings the files in, as a job; the import has the draft's id. */
export const POST = handleProjectRequest<"draftId">("trajectory.import", async ({ actor, request, params }) => {
  const options = await parseBody(request, importOptionsSchema);
  await startImport({ projectId: actor.project.id, actorId: actor.user.id, draftId: params.draftId, options });
  return { id: params.draftId };
});
