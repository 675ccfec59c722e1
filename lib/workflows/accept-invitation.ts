import type { Role } from "@/lib/auth/can";
import { createAccount } from "@/lib/auth/create-account";
import { hashInvitationToken } from "@/lib/auth/invitation-token";
import { findUserByEmail } from "@/lib/db/account-reads";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, type Transaction } from "@/lib/db/client";
import { findInvitationByTokenHash } from "@/lib/db/member-reads";
import { claimInvitation, insertMember } from "@/lib/db/member-writes";
import { AppError } from "@/lib/kernel/app-error";

const ASK_AGAIN = "Ask the person who invited you for a new link.";
const REASONS = {
  unknown: `This invitation is unknown: the link is not complete, or it was withdrawn. ${ASK_AGAIN}`,
  used: "This invitation was used already. If that was you, sign in.",
  expired: `This invitation has expired. ${ASK_AGAIN}`,
} as const;

export type InvitationView =
  | { readonly state: keyof typeof REASONS; readonly reason: string }
  | {
      readonly state: "open";
      readonly projectId: string;
      readonly projectName: string;
      readonly email: string;
      readonly role: Role;
      /** There is an account for the address: its owner signs in rather than choosing a password. */
      readonly hasAccount: boolean;
    };

function closedState(
  invitation: { readonly acceptedAt: Date | null; readonly expiresAt: Date },
  now: Date,
): "used" | "expired" | null {
  if (invitation.acceptedAt !== null) return "used";
  return invitation.expiresAt <= now ? "expired" : null;
}

/** What the page behind an invitation's link shows. */
export async function viewInvitation(token: string, now: Date): Promise<InvitationView> {
  const invitation = await findInvitationByTokenHash(hashInvitationToken(token));
  if (invitation === null) return { state: "unknown", reason: REASONS.unknown };
  const closed = closedState(invitation, now);
  if (closed !== null) return { state: closed, reason: REASONS[closed] };
  const { projectId, projectName, email, role } = invitation;
  return {
    state: "open",
    projectId,
    projectName,
    email,
    role,
    hasAccount: (await findUserByEmail(email)) !== null,
  };
}

export type InvitationAnswer = {
  readonly token: string;
  /** Who is signed in in this browser. */
  readonly signedIn: { readonly id: string; readonly email: string } | null;
  /** For a new account; ignored where the address has one. */
  readonly account: { readonly name: string; readonly password: string } | null;
  readonly now: Date;
};

function createInvited(transaction: Transaction, email: string, account: InvitationAnswer["account"]): Promise<string> {
  if (account === null) throw new AppError("invalid", "Give your name and choose a password.");
  return createAccount(transaction, { ...account, email });
}

/**
 * Uses an invitation: makes the account of its address, or adds the signed-in account of that address to the project.
 * Returns the address, for signing in, and whether an account was made.
 * @throws AppError missing (unknown link), conflict (used, expired), unauthenticated (the address has an account that
 * is not signed in), forbidden (another account is), invalid (no or bad name and password for a new account).
 */
export async function acceptInvitation(
  answer: InvitationAnswer,
): Promise<{ projectId: string; email: string; accountCreated: boolean }> {
  return database.$transaction(async (transaction) => {
    const invitation = await findInvitationByTokenHash(hashInvitationToken(answer.token), transaction);
    if (invitation === null) throw new AppError("missing", REASONS.unknown);
    const { projectId, email, role } = invitation;
    if (answer.signedIn !== null && answer.signedIn.email !== email) {
      throw new AppError(
        "forbidden",
        `This invitation is for ${email}, and you are signed in as ${answer.signedIn.email}. Sign out and open the link again.`,
      );
    }
    const closed = closedState(invitation, answer.now);
    if (closed !== null) throw new AppError("conflict", REASONS[closed]);
    const existing = await findUserByEmail(email, transaction);
    if (existing !== null && answer.signedIn === null) {
      throw new AppError(
        "unauthenticated",
        `There is an account for ${email}. Sign in with it and open the link again.`,
      );
    }
    if (!(await claimInvitation(transaction, projectId, invitation.id, answer.now))) {
      throw new AppError("conflict", REASONS.used);
    }
    const userId = existing?.id ?? (await createInvited(transaction, email, answer.account));
    // A member who was added meanwhile keeps their role: it was decided later than the invitation's.
    await insertMember(transaction, { projectId, userId, role });
    await writeAuditEvent(transaction, {
      projectId,
      actorId: userId,
      action: "member.joined",
      subjectId: userId,
      detail: { role, invitationId: invitation.id },
    });
    return { projectId, email, accountCreated: existing === null };
  });
}
