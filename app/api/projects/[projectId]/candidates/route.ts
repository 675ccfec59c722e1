import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { newCandidateSchema } from "@/lib/queries/candidate-contract";
import { createCandidate } from "@/lib/workflows/create-candidate";
import { loadCandidates } from "@/lib/workflows/load-candidate";

export const GET = handleProjectRequest("grader.manage", async ({ actor }) => ({
  candidates: await loadCandidates({ projectId: actor.project.id }),
}));

export const POST = handleProjectRequest("grader.manage", async ({ actor, request }) =>
  createCandidate({
    projectId: actor.project.id,
    actorId: actor.user.id,
    input: await parseBody(request, newCandidateSchema),
  }),
);
