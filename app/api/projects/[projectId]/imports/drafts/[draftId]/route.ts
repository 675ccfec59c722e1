import { handleProjectRequest } from "@/lib/auth/api-actor";
import { discardDraft } from "@/lib/workflows/import-draft";

/** Throws the files away; harmless where they are gone. */
export const DELETE = handleProjectRequest<"draftId">("trajectory.import", async ({ actor, params }) => {
  await discardDraft(actor.project.id, params.draftId);
  return {};
});
