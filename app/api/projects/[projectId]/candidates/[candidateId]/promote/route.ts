import { handleProjectRequest } from "@/lib/auth/api-actor";
import { promoteCandidate } from "@/lib/workflows/decide-candidate";

export const POST = handleProjectRequest<"candidateId">("grader.manage", ({ actor, params }) =>
  promoteCandidate({ projectId: actor.project.id, actorId: actor.user.id, candidateId: params.candidateId }),
);
