import { handleProjectRequest } from "@/lib/auth/api-actor";
import { extendLeases } from "@/lib/workflows/extend-leases";

export const POST = handleProjectRequest("review.read", ({ actor }) =>
  extendLeases({ projectId: actor.project.id, readerId: actor.user.id }),
);
