import type { AccountInput } from "@/lib/auth/account-input";
import { createAccount } from "@/lib/auth/create-account";
import { hasAnyUser } from "@/lib/db/account-reads";
import { lockSetup } from "@/lib/db/account-writes";
import { database } from "@/lib/db/client";
import { AppError } from "@/lib/kernel/app-error";
import { createProjectWithin } from "@/lib/workflows/create-project";

const FIRST_PROJECT = "My project";

/**
 * The first start: makes the person who may do everything on this server, and a first project of theirs.
 * @throws AppError conflict once anybody can sign in; invalid for a bad name, address or password.
 */
export async function setUpServer(administrator: AccountInput): Promise<{ userId: string; projectId: string }> {
  return database.$transaction(async (transaction) => {
    await lockSetup(transaction);
    if (await hasAnyUser(transaction)) {
      throw new AppError(
        "conflict",
        "This server is set up already. Sign in, or ask its administrator for an invitation.",
      );
    }
    const userId = await createAccount(transaction, { ...administrator, isOperator: true });
    const project = await createProjectWithin(transaction, {
      name: FIRST_PROJECT,
      actorId: userId,
      administratorId: userId,
    });
    return { userId, projectId: project.id };
  });
}
