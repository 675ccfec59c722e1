import { handleProjectRequest } from "@/lib/auth/api-actor";
import { cancelImport } from "@/lib/workflows/import-draft";

/** Stops an import; what went in is taken out again. */
export const POST = handleProjectRequest<"importId">("trajectory.import", async ({ actor, params }) => {
  await cancelImport(actor.project.id, actor.user.id, params.importId);
  return {};
});
