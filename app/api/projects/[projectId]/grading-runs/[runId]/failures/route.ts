import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseInput } from "@/lib/auth/api-body";
import { listFailedGrades, readFailurePlace } from "@/lib/db/failed-grade-reads";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { AppError } from "@/lib/kernel/app-error";

const querySchema = z.object({ class: z.enum(FAILURE_CLASSES).nullable(), after: z.string().max(300).nullable() });

export const GET = handleProjectRequest<"runId">("grading.read", async ({ actor, params, request }) => {
  const { searchParams } = new URL(request.url);
  const query = parseInput({ class: searchParams.get("class"), after: searchParams.get("after") }, querySchema);
  const after = query.after === null ? null : readFailurePlace(query.after);
  if (query.after !== null && after === null) {
    throw new AppError("invalid", "after: not a place in this list. Leave it out to begin at the top.");
  }
  const projectId = actor.project.id;
  if ((await findGradingRun(projectId, params.runId)) === null) {
    throw new AppError("missing", "There is no such grading run in this project.");
  }
  return listFailedGrades({ projectId, runId: params.runId, failureClass: query.class, after });
});
