import { randomUUID } from "node:crypto";
import type { Transaction } from "@/lib/db/client";

/** better-auth's name for sign-in by e-mail and password. */
const PASSWORD_PROVIDER = "credential";

/**
 * Writes a user with a password. False where the e-mail address is taken: the row is skipped rather than refused,
 * since an error would end the caller's transaction.
 */
export async function insertAccount(
  transaction: Transaction,
  account: {
    readonly userId: string;
    readonly name: string;
    readonly email: string;
    readonly passwordHash: string;
    readonly isOperator: boolean;
  },
): Promise<boolean> {
  const { userId, name, email, passwordHash, isOperator } = account;
  const inserted = await transaction.user.createMany({
    data: [{ id: userId, name, email, isOperator }],
    skipDuplicates: true,
  });
  if (inserted.count === 0) return false;
  await transaction.account.create({
    data: {
      id: randomUUID(),
      userId,
      accountId: userId,
      providerId: PASSWORD_PROVIDER,
      password: passwordHash,
    },
  });
  return true;
}

/** Arbitrary but fixed: "setup" as bytes. */
const SETUP_LOCK = 0x7365747570;

/** Two first starts at the same moment go one after the other; held until the transaction ends. */
export async function lockSetup(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK}::bigint)`;
}
