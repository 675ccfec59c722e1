import { z } from "zod";
import { type Action, can, type Role } from "@/lib/auth/can";
import type { SignedInUser } from "@/lib/auth/signed-in-user";
import { findProjectWithRole, type ProjectWithRole } from "@/lib/db/project-reads";
import { accepted, type Result, refused } from "@/lib/kernel/result";

/** A person doing something in a project: they are signed in, a member (or operator), and their role allows it. */
export type Actor = {
  readonly user: SignedInUser;
  readonly project: { readonly id: string; readonly name: string };
  readonly role: Role;
};

/**
 * Why somebody is no actor. Strangers and unknown projects are one case on purpose: who is no member must not learn
 * which projects exist.
 */
export type ActorRefusal =
  | { readonly reason: "unknown_project" }
  | { readonly reason: "wrong_role"; readonly role: Role };

const uuidSchema = z.guid();

/** True for what can be an id of ours; anything else is answered as an unknown thing before it reaches the database. */
export function isId(text: string): boolean {
  return uuidSchema.safeParse(text).success;
}

/**
 * Decides by the database, at each request: a removed member is out at once. `known`: what this request has found out of
 * the person in the project already.
 */
export async function findActor(
  user: SignedInUser,
  projectId: string,
  action: Action,
  known?: ProjectWithRole | null,
): Promise<Result<Actor, ActorRefusal>> {
  const project =
    known !== undefined || !isId(projectId) ? (known ?? null) : await findProjectWithRole(projectId, user.id);
  if (project === null) return refused({ reason: "unknown_project" });
  const role = user.isOperator ? "administrator" : project.role;
  if (role === null) return refused({ reason: "unknown_project" });
  if (!can(role, action)) return refused({ reason: "wrong_role", role });
  return accepted({ user, project: { id: project.id, name: project.name }, role });
}
