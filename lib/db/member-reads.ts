import { database, type Transaction } from "@/lib/db/client";
import type { Role } from "@/lib/db/generated/client";

export type MemberRow = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly since: Date;
};

/** Members in order of joining. */
export async function listMembers(projectId: string): Promise<MemberRow[]> {
  const rows = await database.membership.findMany({
    where: { projectId },
    select: { userId: true, role: true, createdAt: true, user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
  });
  return rows.map((row) => ({
    userId: row.userId,
    name: row.user.name,
    email: row.user.email,
    role: row.role,
    since: row.createdAt,
  }));
}

export async function findMemberRole(
  projectId: string,
  userId: string,
  client: Transaction = database,
): Promise<Role | null> {
  const row = await client.membership.findUnique({
    where: { projectId_userId: { projectId, userId } },
    select: { role: true },
  });
  return row?.role ?? null;
}

/** Whether the person with this address, given in lower case, is a member. */
export async function isMemberByEmail(projectId: string, email: string, client: Transaction): Promise<boolean> {
  return (
    (await client.membership.findFirst({ where: { projectId, user: { email } }, select: { userId: true } })) !== null
  );
}

export type InvitationRow = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
};

/** Invitations that can still be accepted, those that end first at the top. */
export async function listOpenInvitations(projectId: string, now: Date): Promise<InvitationRow[]> {
  return database.invitation.findMany({
    where: { projectId, acceptedAt: null, expiresAt: { gt: now } },
    select: { id: true, email: true, role: true, expiresAt: true },
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
  });
}

/** The invitation whose link carries the token of this hash, in whatever state. */
export async function findInvitationByTokenHash(
  tokenHash: string,
  client: Transaction = database,
): Promise<(InvitationRow & { projectId: string; projectName: string; acceptedAt: Date | null }) | null> {
  const row = await client.invitation.findUnique({
    where: { tokenHash },
    select: {
      projectId: true,
      id: true,
      email: true,
      role: true,
      expiresAt: true,
      acceptedAt: true,
      project: { select: { name: true } },
    },
  });
  if (row === null) return null;
  const { project, ...invitation } = row;
  return { ...invitation, projectName: project.name };
}
