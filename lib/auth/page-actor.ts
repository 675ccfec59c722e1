import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type Actor, findActor } from "@/lib/auth/actor";
import type { Action } from "@/lib/auth/can";
import { findSession } from "@/lib/auth/session";
import type { SignedInUser } from "@/lib/auth/signed-in-user";
import { hasAnyUser } from "@/lib/db/account-reads";
import { listProjects, listProjectsOfMember, type ProjectRow } from "@/lib/db/project-reads";
import { assertNever } from "@/lib/kernel/assert-never";

export type SignedIn = {
  readonly user: SignedInUser;
  /** Those the person may open, by name: for the switcher. */
  readonly projects: readonly ProjectRow[];
};

export type PageActor = Actor & { readonly projects: readonly ProjectRow[] };

/** Who looks at the page, or null. Remembered for the one request, so that a layout and its page ask once. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const { user } = await findSession(await headers(), false);
  if (user === null) return null;
  return { user, projects: user.isOperator ? await listProjects() : await listProjectsOfMember(user.id) };
});

/**
 * Who looks at the page. A signed-out visitor is sent to sign in and comes back to `returnTo` (a path); on a server
 * that was never set up, to the first start.
 */
export async function loadSignedIn(returnTo = "/"): Promise<SignedIn> {
  const signedIn = await findSignedIn();
  if (signedIn !== null) return signedIn;
  if (!(await hasAnyUser())) redirect("/setup");
  redirect(`/sign-in?${new URLSearchParams({ next: returnTo })}`);
}

const findPageActor = cache(async (projectId: string, action: Action) => {
  const signedIn = await findSignedIn();
  return signedIn === null ? null : findActor(signedIn.user, projectId, action);
});

/**
 * Who looks at a project's page, checked against the database. Signed out: to the sign-in page, and back to
 * `returnTo` (a path; the project's home by default). A stranger, an unknown and an ill-formed project id: the
 * not-found page, all alike. A member whose role doesn't allow the action: the forbidden page.
 */
export async function loadPageActor(projectId: string, action: Action, returnTo?: string): Promise<PageActor> {
  const { projects } = await loadSignedIn(returnTo ?? `/projects/${encodeURIComponent(projectId)}`);
  const found = await findPageActor(projectId, action);
  if (found === null) notFound();
  if (found.ok) return { ...found.value, projects };
  switch (found.refusal.reason) {
    case "unknown_project":
      return notFound();
    case "wrong_role":
      return forbidden();
    default:
      return assertNever(found.refusal);
  }
}
