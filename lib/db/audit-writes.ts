import type { Prisma } from "@/lib/db/generated/client";
import type { SqlRunner } from "@/lib/db/sql";
import type { AuditAction } from "@/lib/queries/audit-action";

/** The actor of what the command line and the server itself do. */
export const OPERATOR_ACTOR = "operator";

export type AuditEventInput = {
  readonly projectId: string;
  /** A user id, or {@link OPERATOR_ACTOR}. */
  readonly actorId: string;
  readonly action: AuditAction;
  readonly subjectId?: string;
  /** Counts and settings; never dialogue text, comments or secrets. */
  readonly detail?: Prisma.InputJsonObject;
};

/** Adds to the audit log, in the transaction of what it tells about: neither stands without the other. */
export async function writeAuditEvent(transaction: SqlRunner, event: AuditEventInput): Promise<void> {
  await transaction.$executeRaw`/* prepared */
    INSERT INTO audit_events (project_id, actor_id, action, subject_id, detail)
    VALUES (${event.projectId}::uuid, ${event.actorId}, ${event.action}, ${event.subjectId ?? null},
            ${JSON.stringify(event.detail ?? {})}::jsonb)`;
}
