import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadReaderAgreement } from "@/lib/workflows/load-reader-agreement";

export const GET = handleProjectRequest("round.read", ({ actor }) =>
  loadReaderAgreement({ projectId: actor.project.id }),
);
