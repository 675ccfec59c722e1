import { handleProjectRequest } from "@/lib/auth/api-actor";
import { listGraderVersions } from "@/lib/db/grader-version-reads";

export const GET = handleProjectRequest("grading.read", async ({ actor }) => ({
  versions: await listGraderVersions(actor.project.id),
}));
