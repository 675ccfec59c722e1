import { createHash } from "node:crypto";

/**
 * A UUID that depends only on its parts, so that a retry or a second import meets the row of the first.
 * Built like RFC 9562 version 8 (custom): the first 128 bits of SHA-256 over the parts, each preceded by its length
 * so that ("ab", "c") and ("a", "bc") differ.
 */
export function deriveId(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part)}:`);
    hash.update(part);
  }
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
