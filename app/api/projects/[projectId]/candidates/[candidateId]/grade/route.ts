import { handleProjectRequest } from "@/lib/auth/api-actor";
import { gradeCandidate } from "@/lib/workflows/grade-candidate";

export const POST = handleProjectRequest<"candidateId">("grading.run", ({ actor, params }) =>
  gradeCandidate({ projectId: actor.project.id, actorId: actor.user.id, candidateId: params.candidateId }),
);
