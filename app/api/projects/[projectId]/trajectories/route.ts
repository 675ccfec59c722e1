import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseInput } from "@/lib/auth/api-body";
import { loadTrajectories } from "@/lib/workflows/load-trajectories";

const query = z.object({
  search: z
    .string()
    .max(200, { error: "Search for at most 200 characters." })
    .refine((text) => !text.includes("\0"), { error: "The search has a character that no text has (NUL)." })
    .default(""),
  after: z
    .string()
    .regex(/^\d{1,18}$/, { error: "after must be the `next` of the page before." })
    .nullable()
    .default(null),
});

export const GET = handleProjectRequest("trajectory.read", ({ actor, request }) => {
  const parameters = Object.fromEntries(new URL(request.url).searchParams);
  return loadTrajectories({ projectId: actor.project.id, ...parseInput(parameters, query) });
});
