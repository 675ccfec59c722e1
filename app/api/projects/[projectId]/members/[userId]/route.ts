import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { ROLES } from "@/lib/auth/can";
import { changeMember } from "@/lib/workflows/change-member";
import { viewMembers } from "@/lib/workflows/view-members";

export const PATCH = handleProjectRequest<"userId">("member.manage", async ({ actor, request, params }) => {
  const { role } = await parseBody(request, z.object({ role: z.enum(ROLES) }));
  await changeMember({ projectId: actor.project.id, userId: params.userId, role, actorId: actor.user.id });
  return viewMembers(actor.project.id, new Date());
});

export const DELETE = handleProjectRequest<"userId">("member.manage", async ({ actor, params }) => {
  await changeMember({ projectId: actor.project.id, userId: params.userId, role: null, actorId: actor.user.id });
  return viewMembers(actor.project.id, new Date());
});
