import { handleProjectRequest } from "@/lib/auth/api-actor";
import { retryFailedGrading } from "@/lib/workflows/change-grading-run";

export const POST = handleProjectRequest<"runId">("grading.run", ({ actor, params }) =>
  retryFailedGrading({ projectId: actor.project.id, actorId: actor.user.id, runId: params.runId }),
);
