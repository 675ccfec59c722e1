import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { candidateEditSchema } from "@/lib/queries/candidate-contract";
import { editCandidate } from "@/lib/workflows/edit-candidate";
import { loadCandidate } from "@/lib/workflows/load-candidate";

export const GET = handleProjectRequest<"candidateId">("grader.manage", ({ actor, params }) =>
  loadCandidate({ projectId: actor.project.id, candidateId: params.candidateId }),
);

export const PATCH = handleProjectRequest<"candidateId">("grader.manage", async ({ actor, request, params }) =>
  editCandidate({
    projectId: actor.project.id,
    candidateId: params.candidateId,
    edit: await parseBody(request, candidateEditSchema),
  }),
);
