import { z } from "zod";
import { emailSchema } from "@/lib/auth/account-input";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { ROLES } from "@/lib/auth/can";
import { addressOf } from "@/lib/auth/same-origin";
import { inviteMember } from "@/lib/workflows/invite-member";
import { viewMembers } from "@/lib/workflows/view-members";

export const GET = handleProjectRequest("member.read", ({ actor }) => viewMembers(actor.project.id, new Date()));

/** Invites; the answer's link is shown once and kept nowhere. */
export const POST = handleProjectRequest("member.manage", async ({ actor, request }) => {
  const { email, role } = await parseBody(request, z.object({ email: emailSchema, role: z.enum(ROLES) }));
  const { token } = await inviteMember({
    projectId: actor.project.id,
    actorId: actor.user.id,
    email,
    role,
    now: new Date(),
  });
  return { link: `${addressOf(request)}/invitation/${token}` };
});
