import { handleProjectRequest } from "@/lib/auth/api-actor";
import { withdrawInvitation } from "@/lib/workflows/invite-member";
import { viewMembers } from "@/lib/workflows/view-members";

export const DELETE = handleProjectRequest<"invitationId">("member.manage", async ({ actor, params }) => {
  await withdrawInvitation({
    projectId: actor.project.id,
    invitationId: params.invitationId,
    actorId: actor.user.id,
  });
  return viewMembers(actor.project.id, new Date());
});
