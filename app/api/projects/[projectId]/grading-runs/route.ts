import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { listGradingRuns } from "@/lib/db/grading-run-reads";
import { newRunSchema } from "@/lib/queries/run-contract";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

export const GET = handleProjectRequest("grading.read", async ({ actor }) => ({
  runs: await listGradingRuns(actor.project.id),
}));

export const POST = handleProjectRequest("grading.run", async ({ actor, request }) => {
  const run = await parseBody(request, newRunSchema);
  return startGradingRun({ projectId: actor.project.id, actorId: actor.user.id, ...run });
});
