import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { importOptionsSchema } from "@/lib/trajectory/formats/import-options";
import { startCheck } from "@/lib/workflows/import-draft";

/** Reads the files whole, as a job, and writes nothing of them. */
export const POST = handleProjectRequest<"draftId">("trajectory.import", async ({ actor, request, params }) =>
  startCheck(actor.project.id, params.draftId, await parseBody(request, importOptionsSchema)),
);
