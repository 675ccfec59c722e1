import { env } from "@/lib/env";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Host of an origin or null for "null" and for what is no URL. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** True where the origin names the host that the browser addressed, or the server's public address. */
export function isOwnOrigin(origin: string, headers: Headers): boolean {
  if (origin === env().publicUrl) return true;
  const host = hostOf(origin);
  // A page can't choose the Host header of a request that its visitor's browser sends, so equal hosts mean one site.
  return host !== null && (host === headers.get("host") || host === headers.get("x-forwarded-host"));
}

/**
 * Whether a request may change something, as far as its origin goes: cross-site request forgery comes from browsers,
 * and those name where a request comes from. A client that sends neither header is no browser, and holds its cookie
 * by right.
 */
export function mayChange(request: Request): boolean {
  if (SAFE_METHODS.has(request.method)) return true;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = request.headers.get("origin");
  return origin === null || isOwnOrigin(origin, request.headers);
}

/**
 * The address under which the person who sent this request reaches the server, for links they hand on: the one that
 * was set, else the one their browser shows, which {@link mayChange} has compared with the host it addressed.
 */
export function addressOf(request: Request): string {
  const { publicUrl, publicUrlIsSet } = env();
  const origin = request.headers.get("origin");
  return publicUrlIsSet || origin === null || !isOwnOrigin(origin, request.headers) ? publicUrl : origin;
}
