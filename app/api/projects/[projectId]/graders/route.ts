import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { listGraderVersions } from "@/lib/db/grader-version-reads";
import { graderDraftSchema } from "@/lib/queries/grader-contract";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";

export const GET = handleProjectRequest("grading.read", async ({ actor }) => ({
  versions: await listGraderVersions(actor.project.id),
}));

/** Makes a grader, or the next version of the one of that name; the same words again give the version that is there. */
export const POST = handleProjectRequest("grader.manage", async ({ actor, request }) => {
  const draft = await parseBody(request, graderDraftSchema);
  return createGraderVersion({ projectId: actor.project.id, actorId: actor.user.id, draft });
});
