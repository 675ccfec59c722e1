import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { certifyRoundSchema } from "@/lib/queries/round-contract";
import { certifyRound } from "@/lib/workflows/certify-round";

export const POST = handleProjectRequest<"roundId">("round.manage", async ({ actor, request, params }) =>
  certifyRound({
    projectId: actor.project.id,
    actorId: actor.user.id,
    roundId: params.roundId,
    ...(await parseBody(request, certifyRoundSchema)),
  }),
);
