import { database, type Transaction } from "@/lib/db/client";

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
