import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { type AccountInput, accountInputSchema } from "@/lib/auth/account-input";
import { insertAccount } from "@/lib/db/account-writes";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/kernel/app-error";

/**
 * Makes an account that better-auth signs in by e-mail and password; the password is hashed as better-auth does it.
 * Takes a transaction, so that the account and what it was made for (a project, a membership) come together or not
 * at all. Returns the user's id.
 * @throws AppError invalid for a bad name, address or password; conflict where the address has an account.
 */
export async function createAccount(
  transaction: Transaction,
  input: AccountInput & { readonly isOperator?: boolean },
): Promise<string> {
  const checked = accountInputSchema.safeParse(input);
  if (!checked.success) {
    throw new AppError("invalid", checked.error.issues.map((issue) => issue.message).join(" "));
  }
  const { name, email, password } = checked.data;
  const userId = randomUUID();
  const inserted = await insertAccount(transaction, {
    userId,
    name,
    email,
    passwordHash: await hashPassword(password),
    isOperator: input.isOperator ?? false,
  });
  if (!inserted) {
    throw new AppError("conflict", `There is an account for ${email} already. Sign in with it instead.`);
  }
  return userId;
}
