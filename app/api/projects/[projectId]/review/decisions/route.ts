import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadDecisions } from "@/lib/workflows/load-decisions";

export const GET = handleProjectRequest("review.read", ({ actor }) =>
  loadDecisions({ projectId: actor.project.id, readerId: actor.user.id }),
);
