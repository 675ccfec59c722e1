const NOWHERE = "http://second-opinion.invalid";

/** `next` of the sign-in page as a path on this server; anything else becomes "/", so that no link leads elsewhere. */
export function safeReturnPath(next: string | readonly string[] | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/") || /[\\\p{Cc}]/u.test(next)) return "/";
  if (!URL.canParse(next, NOWHERE)) return "/";
  const url = new URL(next, NOWHERE);
  // "/.//evil.example" is a path on this server whose short form is not: judge what is handed out, not what came in.
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin === NOWHERE && !path.startsWith("//") ? path : "/";
}
