/** A random idempotency key. `randomUUID` is missing on pages served over plain HTTP, as within a clinic's network. */
export function newKey(): string {
  if (globalThis.isSecureContext) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
