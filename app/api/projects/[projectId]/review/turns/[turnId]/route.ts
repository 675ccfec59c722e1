import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadReviewTurn } from "@/lib/workflows/load-review-turn";

export const GET = handleProjectRequest<"turnId">("review.read", ({ actor, params }) =>
  loadReviewTurn({ projectId: actor.project.id, readerId: actor.user.id, turnId: params.turnId }),
);
