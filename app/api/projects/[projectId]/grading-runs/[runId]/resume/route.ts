import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { newRunSchema } from "@/lib/queries/run-contract";
import { resumeGradingRun } from "@/lib/workflows/change-grading-run";

const bodySchema = z.strictObject({ costCeilingUsd: newRunSchema.shape.costCeilingUsd.removeDefault().optional() });

export const POST = handleProjectRequest<"runId">("grading.run", async ({ actor, params, request }) => {
  const { costCeilingUsd } = await parseBody(request, bodySchema);
  return resumeGradingRun({
    projectId: actor.project.id,
    actorId: actor.user.id,
    runId: params.runId,
    costCeilingUsd,
  });
});
