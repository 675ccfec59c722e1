import { handleProjectRequest } from "@/lib/auth/api-actor";
import { startTrial } from "@/lib/workflows/start-trial";

export const POST = handleProjectRequest<"candidateId">("round.manage", ({ actor, params }) =>
  startTrial({ projectId: actor.project.id, actorId: actor.user.id, candidateId: params.candidateId }),
);
