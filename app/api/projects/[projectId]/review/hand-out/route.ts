import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { handOutUnits } from "@/lib/workflows/hand-out-units";

/** A page holds a few units ahead of the one in view; more would keep them from other readers. */
const MAX_UNITS = 20;

const body = z.object({
  count: z
    .number({ error: "Give a number of units." })
    .int({ error: "Give a whole number of units." })
    .min(1, { error: "Ask for at least one unit." })
    .max(MAX_UNITS, { error: `Ask for at most ${MAX_UNITS} units at a time.` }),
});

export const POST = handleProjectRequest("review.read", async ({ actor, request }) => {
  const { count } = await parseBody(request, body);
  return handOutUnits({ projectId: actor.project.id, readerId: actor.user.id, count });
});
