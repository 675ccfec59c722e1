import { createHmac } from "node:crypto";
import { authentication } from "@/lib/auth/authentication";
import type { Role } from "@/lib/auth/can";
import { createAccount } from "@/lib/auth/create-account";
import { database } from "@/lib/db/client";
import { insertMember } from "@/lib/db/member-writes";
import { env } from "@/lib/env";
import { createProject } from "@/lib/workflows/create-project";

/** Of every account made here. */
export const PASSWORD = "a password for tests";

/** Makes an account (password {@link PASSWORD}) and returns its user id. */
export function makePerson(email: string, isOperator = false): Promise<string> {
  return database.$transaction((transaction) =>
    createAccount(transaction, { name: email, email, password: PASSWORD, isOperator }),
  );
}

/** Makes a project without members, as the command line does, and returns its id. */
export async function makeProject(name: string): Promise<string> {
  return (await createProject({ name, actorId: "operator", administratorId: null })).id;
}

/** Makes an account that is a member, and returns its user id. */
export async function makeMember(projectId: string, email: string, role: Role): Promise<string> {
  const userId = await makePerson(email);
  await database.$transaction((transaction) => insertMember(transaction, { projectId, userId, role }));
  return userId;
}

/** The `Cookie` header of a browser in which this person is signed in: a session row, without the sign-in page. */
export async function signInAs(userId: string): Promise<string> {
  const context = await authentication().$context;
  const { token } = await context.internalAdapter.createSession(userId);
  const signature = createHmac("sha256", env().secret ?? "")
    .update(token)
    .digest("base64");
  return `${context.authCookies.sessionToken.name}=${encodeURIComponent(`${token}.${signature}`)}`;
}
