import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { verdictInputSchema } from "@/lib/queries/review-contract";
import { recordVerdict } from "@/lib/workflows/record-verdict";

export const POST = handleProjectRequest("verdict.write", async ({ actor, request }) => {
  const input = await parseBody(request, verdictInputSchema);
  return recordVerdict({ projectId: actor.project.id, readerId: actor.user.id, input });
});
