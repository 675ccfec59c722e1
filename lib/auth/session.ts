import { authentication } from "@/lib/auth/authentication";
import { findFreshSession } from "@/lib/auth/fresh-session";
import type { SignedInUser } from "@/lib/auth/signed-in-user";
import type { ProjectWithRole } from "@/lib/db/project-reads";

export type FoundSession = {
  readonly user: SignedInUser | null;
  /** `Set-Cookie` values that an answer to this request should carry: a renewed or a dead session cookie. */
  readonly cookies: readonly string[];
  /** The project that was asked for, with the person's role in it; undefined where it was not looked for. */
  readonly project?: ProjectWithRole | null;
};

/**
 * Who sent these headers, by the session in the database. With `renew`, use prolongs the session; leave it off where
 * cookies can't be sent back (server components), or the browser's cookie would end before the session does.
 * `projectId`, a UUID, saves asking for the person's role there by itself.
 */
export async function findSession(
  headers: Headers,
  renew: boolean,
  projectId: string | null = null,
): Promise<FoundSession> {
  const fresh = await findFreshSession(headers, projectId);
  if (fresh !== null)
    return { user: fresh.user, cookies: [], ...(projectId === null ? {} : { project: fresh.project }) };
  const found = await authentication().api.getSession({
    headers,
    query: renew ? {} : { disableRefresh: true },
    returnHeaders: true,
  });
  const cookies = found.headers.getSetCookie();
  if (found.response === null) return { user: null, cookies };
  const { id, name, email, isOperator } = found.response.user;
  return { user: { id, name, email, isOperator: isOperator === true }, cookies };
}
