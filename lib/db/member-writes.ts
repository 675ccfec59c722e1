import type { Transaction } from "@/lib/db/client";
import type { Role } from "@/lib/db/generated/client";

/** Makes a person a member. False, and nothing changed, where they are one already. */
export async function insertMember(
  transaction: Transaction,
  member: { readonly projectId: string; readonly userId: string; readonly role: Role },
): Promise<boolean> {
  const inserted = await transaction.membership.createMany({ data: [member], skipDuplicates: true });
  return inserted.count === 1;
}

/**
 * Lets changes of a project's members happen one after the other, until the transaction ends. Without it, two
 * administrators who step down at the same moment would each still see the other. NO KEY: writing trajectories or
 * verdicts, which only refer to the project, goes on meanwhile.
 */
export async function lockMembers(transaction: Transaction, projectId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM projects WHERE id = ${projectId}::uuid FOR NO KEY UPDATE`;
}

/** Administrators of a project other than this person; only tells the truth under {@link lockMembers}. */
export async function countOtherAdministrators(
  transaction: Transaction,
  projectId: string,
  userId: string,
): Promise<number> {
  return transaction.membership.count({ where: { projectId, role: "administrator", userId: { not: userId } } });
}

export async function updateMemberRole(
  transaction: Transaction,
  projectId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await transaction.membership.update({ where: { projectId_userId: { projectId, userId } }, data: { role } });
}

export async function deleteMember(transaction: Transaction, projectId: string, userId: string): Promise<void> {
  await transaction.membership.delete({ where: { projectId_userId: { projectId, userId } } });
}

export async function insertInvitation(
  transaction: Transaction,
  invitation: {
    readonly projectId: string;
    readonly id: string;
    readonly email: string;
    readonly role: Role;
    readonly tokenHash: string;
    readonly invitedBy: string;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await transaction.invitation.create({ data: invitation });
}

/** Takes back the invitations of an address that nobody accepted, so that only the newest link opens the door. */
export async function deleteOpenInvitationsOf(
  transaction: Transaction,
  projectId: string,
  email: string,
): Promise<void> {
  await transaction.invitation.deleteMany({ where: { projectId, email, acceptedAt: null } });
}

/** Takes back one invitation. False where there is none to take back: accepted, or never made. */
export async function deleteOpenInvitation(
  transaction: Transaction,
  projectId: string,
  invitationId: string,
): Promise<boolean> {
  const deleted = await transaction.invitation.deleteMany({ where: { projectId, id: invitationId, acceptedAt: null } });
  return deleted.count === 1;
}

/** Uses an invitation up: compare-and-set, so that of two people with the same link one gets in. */
export async function claimInvitation(
  transaction: Transaction,
  projectId: string,
  invitationId: string,
  now: Date,
): Promise<boolean> {
  const claimed = await transaction.invitation.updateMany({
    where: { projectId, id: invitationId, acceptedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
  });
  return claimed.count === 1;
}
