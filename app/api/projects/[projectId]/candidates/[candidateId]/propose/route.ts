import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { proposalRequestSchema } from "@/lib/queries/candidate-contract";
import { askForProposal } from "@/lib/workflows/ask-for-proposal";

export const POST = handleProjectRequest<"candidateId">("grader.manage", async ({ actor, request, params }) =>
  askForProposal({
    projectId: actor.project.id,
    actorId: actor.user.id,
    candidateId: params.candidateId,
    ...(await parseBody(request, proposalRequestSchema)),
  }),
);
