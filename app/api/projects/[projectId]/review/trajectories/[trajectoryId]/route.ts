import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadReviewTrajectory } from "@/lib/workflows/load-review-trajectory";

export const GET = handleProjectRequest<"trajectoryId">("review.read", ({ actor, params }) =>
  loadReviewTrajectory({ projectId: actor.project.id, trajectoryId: params.trajectoryId }),
);
