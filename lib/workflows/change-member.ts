import type { Role } from "@/lib/auth/can";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findMemberRole } from "@/lib/db/member-reads";
import { countOtherAdministrators, deleteMember, lockMembers, updateMemberRole } from "@/lib/db/member-writes";
import { AppError } from "@/lib/kernel/app-error";

/**
 * Gives a member another role, or removes them (`role` null). Their verdicts stay: those are the project's record.
 * @throws AppError missing where the person is no member; conflict where nobody would be left to administer.
 */
export async function changeMember(change: {
  readonly projectId: string;
  readonly userId: string;
  readonly role: Role | null;
  readonly actorId: string;
}): Promise<void> {
  const { projectId, userId, role, actorId } = change;
  await database.$transaction(async (transaction) => {
    await lockMembers(transaction, projectId);
    const before = await findMemberRole(projectId, userId, transaction);
    if (before === null) {
      throw new AppError("missing", "This person is not a member any more. Load the page anew.");
    }
    if (before === role) return;
    if (before === "administrator" && (await countOtherAdministrators(transaction, projectId, userId)) === 0) {
      throw new AppError(
        "conflict",
        "This is the project's last administrator. Make somebody else an administrator first.",
      );
    }
    if (role === null) await deleteMember(transaction, projectId, userId);
    else await updateMemberRole(transaction, projectId, userId, role);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: role === null ? "member.removed" : "member.changed",
      subjectId: userId,
      detail: role === null ? { before } : { before, role },
    });
  });
}
