import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { graderAttemptSchema } from "@/lib/queries/grader-contract";
import { tryGrader } from "@/lib/workflows/try-grader";

/** A version or a draft on one turn; the calls it makes are paid for. */
export const POST = handleProjectRequest("grader.manage", async ({ actor, request }) => {
  const attempt = await parseBody(request, graderAttemptSchema);
  return tryGrader({ projectId: actor.project.id, ...attempt, signal: request.signal });
});
