import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { currentVersionSchema } from "@/lib/queries/grader-contract";
import { chooseCurrentVersion } from "@/lib/workflows/choose-current-version";

export const POST = handleProjectRequest("grader.manage", async ({ actor, request }) =>
  chooseCurrentVersion({
    projectId: actor.project.id,
    actorId: actor.user.id,
    ...(await parseBody(request, currentVersionSchema)),
  }),
);
