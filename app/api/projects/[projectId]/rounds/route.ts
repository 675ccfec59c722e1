import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { loadRounds } from "@/lib/workflows/load-round";
import { startRound } from "@/lib/workflows/start-round";

/** The budget's column holds 32 bits. */
const MAX_READS = 2_147_483_647;

const body = z.object({
  reads: z
    .number({ error: "Give a number of reads." })
    .int({ error: "Give a whole number of reads." })
    .min(1, { error: "A round needs at least one read." })
    .max(MAX_READS, { error: `A round has at most ${MAX_READS.toLocaleString("en")} reads.` }),
});

export const GET = handleProjectRequest("round.read", async ({ actor }) => ({
  rounds: await loadRounds({ projectId: actor.project.id }),
}));

export const POST = handleProjectRequest("round.manage", async ({ actor, request }) => {
  const { reads } = await parseBody(request, body);
  return startRound({ projectId: actor.project.id, actorId: actor.user.id, reads });
});
