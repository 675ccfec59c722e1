import { handleProjectRequest } from "@/lib/auth/api-actor";
import { can } from "@/lib/auth/can";
import { loadOverview } from "@/lib/workflows/load-overview";

/** Who may not see the members sees the minutes of no other reader either. */
export const GET = handleProjectRequest("trajectory.read", ({ actor }) =>
  loadOverview({
    projectId: actor.project.id,
    readerId: can(actor.role, "member.read") ? null : actor.user.id,
  }),
);
