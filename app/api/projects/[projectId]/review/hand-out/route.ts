import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { handOutInputSchema } from "@/lib/queries/review-contract";
import { handOutUnits } from "@/lib/workflows/hand-out-units";

export const POST = handleProjectRequest("review.read", async ({ actor, request }) => {
  const input = await parseBody(request, handOutInputSchema);
  return handOutUnits({ projectId: actor.project.id, readerId: actor.user.id, ...input });
});
