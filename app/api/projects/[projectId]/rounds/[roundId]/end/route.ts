import { handleProjectRequest } from "@/lib/auth/api-actor";
import { endRound } from "@/lib/workflows/end-round";

export const POST = handleProjectRequest<"roundId">("round.manage", ({ actor, params }) =>
  endRound({ projectId: actor.project.id, actorId: actor.user.id, roundId: params.roundId }),
);
