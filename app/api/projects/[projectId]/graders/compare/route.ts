import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseInput } from "@/lib/auth/api-body";
import { compareVersions } from "@/lib/workflows/compare-versions";

const versionId = z.guid({ error: "give the id of a grader version." });
const querySchema = z.object({ before: versionId, after: versionId });

/** `?before=<version>&after=<version>`. */
export const GET = handleProjectRequest("grading.read", ({ actor, request }) => {
  const { before, after } = parseInput(Object.fromEntries(new URL(request.url).searchParams), querySchema);
  return compareVersions({ projectId: actor.project.id, beforeId: before, afterId: after });
});
