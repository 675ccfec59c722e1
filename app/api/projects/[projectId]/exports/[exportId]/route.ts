import { handleProjectRequest } from "@/lib/auth/api-actor";
import { deleteExport } from "@/lib/workflows/delete-export";

export const DELETE = handleProjectRequest<"exportId">("export.build", async ({ actor, params }) =>
  deleteExport({ projectId: actor.project.id, exportId: params.exportId, actorId: actor.user.id }),
);
