import { handleProjectRequest } from "@/lib/auth/api-actor";
import { loadTrajectory } from "@/lib/workflows/load-trajectory";

/** Clinicians are blind to each other: they see their own verdicts alone. */
export const GET = handleProjectRequest<"trajectoryId">("trajectory.read", ({ actor, params }) =>
  loadTrajectory({
    projectId: actor.project.id,
    trajectoryId: params.trajectoryId,
    readerId: actor.role === "clinician" ? actor.user.id : null,
  }),
);
