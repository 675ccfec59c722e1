/** What makes two project names the same: case, width and repeated spaces don't count. */
export function projectNameKey(name: string): string {
  return name.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();
}
