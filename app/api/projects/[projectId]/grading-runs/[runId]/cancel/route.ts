import { handleProjectRequest } from "@/lib/auth/api-actor";
import { cancelGradingRun } from "@/lib/workflows/change-grading-run";

export const POST = handleProjectRequest<"runId">("grading.run", ({ actor, params }) =>
  cancelGradingRun({ projectId: actor.project.id, actorId: actor.user.id, runId: params.runId }),
);
