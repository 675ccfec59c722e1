import { listMembers, listOpenInvitations } from "@/lib/db/member-reads";
import type { Members } from "@/lib/queries/project-contract";

/** The members of a project and the invitations still open, as the members page shows them. */
export async function viewMembers(projectId: string, now: Date): Promise<Members> {
  const [members, invitations] = await Promise.all([listMembers(projectId), listOpenInvitations(projectId, now)]);
  return {
    members: members.map((member) => ({ ...member, since: member.since.toISOString() })),
    invitations: invitations.map((invitation) => ({ ...invitation, expiresAt: invitation.expiresAt.toISOString() })),
  };
}
