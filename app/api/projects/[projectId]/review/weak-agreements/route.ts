import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { weakAgreementInputSchema } from "@/lib/queries/review-contract";
import { agreeWeakly } from "@/lib/workflows/agree-weakly";

export const POST = handleProjectRequest("verdict.write", async ({ actor, request }) => {
  const input = await parseBody(request, weakAgreementInputSchema);
  return agreeWeakly({ projectId: actor.project.id, readerId: actor.user.id, input });
});
