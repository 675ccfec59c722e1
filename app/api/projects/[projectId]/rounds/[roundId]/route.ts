import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadRound } from "@/lib/workflows/load-round";

export const GET = handleProjectRequest<"roundId">("round.read", ({ actor, params }) =>
  loadRound({ projectId: actor.project.id, roundId: params.roundId }),
);
