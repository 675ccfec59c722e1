import { handleProjectRequest } from "@/lib/auth/api-actor";
import { importDemo } from "@/lib/workflows/import-demo";

export const POST = handleProjectRequest("trajectory.import", ({ actor }) =>
  importDemo({ projectId: actor.project.id, actorId: actor.user.id }),
);
