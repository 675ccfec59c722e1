import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { launchRoundSchema } from "@/lib/queries/round-contract";
import { loadRounds } from "@/lib/workflows/load-round";
import { startRound } from "@/lib/workflows/start-round";

export const GET = handleProjectRequest("round.read", async ({ actor }) => ({
  rounds: await loadRounds({ projectId: actor.project.id }),
}));

export const POST = handleProjectRequest("round.manage", async ({ actor, request }) =>
  startRound({
    projectId: actor.project.id,
    actorId: actor.user.id,
    ...(await parseBody(request, launchRoundSchema)),
  }),
);
