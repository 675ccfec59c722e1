import { database, type Transaction } from "@/lib/db/client";
import type { Role } from "@/lib/db/generated/client";
import type { ProjectWithRole } from "@/lib/db/project-reads";
import { sql } from "@/lib/db/sql";

/** Whether anybody can sign in; false on a server that was never set up. */
export async function hasAnyUser(client: Transaction = database): Promise<boolean> {
  return (await client.user.findFirst({ select: { id: true } })) !== null;
}

export type UserRow = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isOperator: boolean;
};

/** The account of an e-mail address, given in lower case. */
export async function findUserByEmail(email: string, client: Transaction = database): Promise<UserRow | null> {
  return client.user.findUnique({
    where: { email },
    select: { id: true, name: true, email: true, isOperator: true },
  });
}

export interface SessionRow {
  readonly user: UserRow;
  /** The project that was asked for, with this person's role in it; null where there is none. */
  readonly project: ProjectWithRole | null;
}

/**
 * Whose session has this token and still runs for longer than so many seconds; null where none does. Every request
 * asks it, most of them with a project (a UUID).
 */
export async function findUserOfSession(
  token: string,
  longerThanSeconds: number,
  projectId: string | null,
): Promise<SessionRow | null> {
  const [row] = await sql.$queryRaw<
    (UserRow & { projectId: string | null; projectName: string; role: Role | null })[]
  >`/* prepared */
    SELECT u.id, u.name, u.email, u.is_operator AS "isOperator",
           p.id::text AS "projectId", p.name AS "projectName", m.role::text AS role
      FROM sessions s
      JOIN users u ON u.id = s.user_id
      LEFT JOIN projects p ON p.id = ${projectId}::uuid
      LEFT JOIN memberships m ON m.project_id = p.id AND m.user_id = u.id
     WHERE s.token = ${token} AND s.expires_at > statement_timestamp() + make_interval(secs => ${longerThanSeconds})`;
  if (row === undefined) return null;
  const { projectId: id, projectName: name, role, ...user } = row;
  return { user, project: id === null ? null : { id, name, role } };
}
