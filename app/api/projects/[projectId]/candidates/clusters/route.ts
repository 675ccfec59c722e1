import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadCorrectionClusters } from "@/lib/workflows/load-correction-clusters";

export const GET = handleProjectRequest("grader.manage", ({ actor }) =>
  loadCorrectionClusters({ projectId: actor.project.id }),
);
