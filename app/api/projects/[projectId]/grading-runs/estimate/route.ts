import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { newRunSchema } from "@/lib/queries/run-contract";
import { estimateGradingRun } from "@/lib/workflows/estimate-grading-run";

export const POST = handleProjectRequest("grading.run", async ({ actor, request }) =>
  estimateGradingRun({ projectId: actor.project.id, ...(await parseBody(request, newRunSchema)) }),
);
