import { randomUUID } from "node:crypto";
import type { Role } from "@/lib/auth/can";
import { hashInvitationToken, makeInvitationToken } from "@/lib/auth/invitation-token";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { isMemberByEmail } from "@/lib/db/member-reads";
import { deleteOpenInvitation, deleteOpenInvitationsOf, insertInvitation } from "@/lib/db/member-writes";
import { AppError } from "@/lib/kernel/app-error";

/** How long a link works, ms: a week leaves time for a clinician on leave. */
const INVITATION_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Invites an e-mail address (lower case) into a project. Returns the link's token, which is kept nowhere; a second
 * invitation of the same address replaces the first.
 * @throws AppError conflict where the person is a member already.
 */
export async function inviteMember(invitation: {
  readonly projectId: string;
  readonly actorId: string;
  readonly email: string;
  readonly role: Role;
  readonly now: Date;
}): Promise<{ invitationId: string; token: string; expiresAt: Date }> {
  const { projectId, actorId, email, role, now } = invitation;
  const invitationId = randomUUID();
  const token = makeInvitationToken();
  const expiresAt = new Date(now.getTime() + INVITATION_LIFETIME_MS);
  await database.$transaction(async (transaction) => {
    if (await isMemberByEmail(projectId, email, transaction)) {
      throw new AppError("conflict", `${email} is a member already. Change the role in the list of members instead.`);
    }
    await deleteOpenInvitationsOf(transaction, projectId, email);
    await insertInvitation(transaction, {
      projectId,
      id: invitationId,
      email,
      role,
      tokenHash: hashInvitationToken(token),
      invitedBy: actorId,
      expiresAt,
    });
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "member.invited",
      subjectId: invitationId,
      detail: { email, role },
    });
  });
  return { invitationId, token, expiresAt };
}

/**
 * Takes an invitation back: its link stops working.
 * @throws AppError missing where there is no open invitation of that id in the project.
 */
export async function withdrawInvitation(invitation: {
  readonly projectId: string;
  readonly invitationId: string;
  readonly actorId: string;
}): Promise<void> {
  const { projectId, invitationId, actorId } = invitation;
  await database.$transaction(async (transaction) => {
    if (!(await deleteOpenInvitation(transaction, projectId, invitationId))) {
      throw new AppError("missing", "This invitation is gone: it was accepted or withdrawn. Load the page anew.");
    }
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "invitation.withdrawn",
      subjectId: invitationId,
    });
  });
}
