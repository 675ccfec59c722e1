import { database, type Transaction } from "@/lib/db/client";
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

/** Whose session has this token and still runs for longer than so many seconds; null where none does. */
export async function findUserOfSession(token: string, longerThanSeconds: number): Promise<UserRow | null> {
  const [user] = await sql.$queryRaw<UserRow[]>`/* prepared */
    SELECT u.id, u.name, u.email, u.is_operator AS "isOperator"
      FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.token = ${token} AND s.expires_at > statement_timestamp() + make_interval(secs => ${longerThanSeconds})`;
  return user ?? null;
}
