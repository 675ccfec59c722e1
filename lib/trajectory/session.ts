import type { Message } from "@/lib/trajectory/message";

/** One dialogue as its line in a session-format file gave it (docs/glossary.md: trajectory). */
export interface Session {
  /**
   * The session's id as JSON text. A number keeps every character of the file (`1.0`, `12345678901234567890`); a string
   * is written the one way JSON writes it, so that `"\u7cfb"` and `"系"` are one session. `35310` and `"35310"` are two.
   */
  readonly sessionKey: string;
  /** The id as people read it, and as `cid` has it: without quotes. */
  readonly sessionLabel: string;
  /** The `diagn` field; "" where it is empty, null or missing. */
  readonly diagnosis: string;
  /** False where `diagn` is missing or null. */
  readonly hasDiagnosis: boolean;
  readonly messages: readonly Message[];
  /** SHA-256 (hex) of diagnosis and messages: tells an unchanged dialogue from a changed one under the same id. */
  readonly contentHash: string;
}

/** Reads the label off a session key: the text of the string, or the number as written. */
export function sessionLabel(sessionKey: string): string {
  if (!sessionKey.startsWith('"')) return sessionKey;
  const label: unknown = JSON.parse(sessionKey);
  if (typeof label !== "string") throw new TypeError("A session key is a JSON string or a JSON number.");
  return label;
}
