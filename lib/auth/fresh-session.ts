import { createHmac, timingSafeEqual } from "node:crypto";
import { authentication, SESSION_RENEWAL_SECONDS, SESSION_SECONDS } from "@/lib/auth/authentication";
import { findUserOfSession, type SessionRow } from "@/lib/db/account-reads";
import { env } from "@/lib/env";

/** A session with more time left than this was renewed less than a day ago. */
const FRESH_SECONDS = SESSION_SECONDS - SESSION_RENEWAL_SECONDS;

/**
 * Who sent these headers, where their session needs nothing done to it: one statement, at every request. Null for
 * everything else (no session, a false or ended one, one that is due to be renewed), which is better-auth's to tell
 * apart. Checks what better-auth checks: the cookie's signature, the session in the database, its end. With
 * `projectId` (a UUID) the same statement says what the person is in that project.
 */
export async function findFreshSession(headers: Headers, projectId: string | null): Promise<SessionRow | null> {
  const { authCookies } = await authentication().$context;
  const cookies = readCookies(headers.get("cookie") ?? "");
  // Such a session is never renewed.
  if (cookies.has(authCookies.dontRememberToken.name)) return null;
  const token = verifyToken(cookies.get(authCookies.sessionToken.name));
  return token === null ? null : findUserOfSession(token, FRESH_SECONDS, projectId);
}

function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    // The first of a name counts, as with better-auth.
    if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}

/** The token of a cookie `token.signature`, signed with the server's secret (HMAC-SHA-256, Base64); null otherwise. */
function verifyToken(cookie: string | undefined): string | null {
  const { secret } = env();
  if (cookie === undefined || secret === null) return null;
  let text: string;
  try {
    text = decodeURIComponent(cookie);
  } catch {
    return null;
  }
  const at = text.lastIndexOf(".");
  if (at < 1) return null;
  const token = text.slice(0, at);
  const given = Buffer.from(text.slice(at + 1));
  const wanted = Buffer.from(createHmac("sha256", secret).update(token).digest("base64"));
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : null;
}
