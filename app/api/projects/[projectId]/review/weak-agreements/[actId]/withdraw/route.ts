import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { weakWithdrawalInputSchema } from "@/lib/queries/review-contract";
import { withdrawWeakAgreement } from "@/lib/workflows/agree-weakly";

export const POST = handleProjectRequest<"actId">("verdict.write", async ({ actor, request, params }) => {
  const { activeMs } = await parseBody(request, weakWithdrawalInputSchema);
  return withdrawWeakAgreement({ projectId: actor.project.id, readerId: actor.user.id, actId: params.actId, activeMs });
});
