import type { Message } from "@/lib/trajectory/message";
import { sessionLabel } from "@/lib/trajectory/session";

export interface RowHead {
  /** JSON text, see `Session`. */
  readonly sessionKey: string;
  readonly diagnosis: string;
  /** The observed context. */
  readonly context: readonly Message[];
  /** From 1. */
  readonly round: number;
}

/** `{session_id}_{round}`: what names a turn in every row format. */
export function rowId(sessionKey: string, round: number): string {
  return `${sessionLabel(sessionKey)}_${round}`;
}

/**
 * The fields that all row formats begin with, as compact JSON without braces:
 * `"cid":…,"session_id":…,"diagn":…,"messages":[{"role":…,"content":…}, …]`. Characters outside of ASCII are not
 * escaped; the session id keeps its text and type.
 */
export function formatRowHead({ sessionKey, diagnosis, context, round }: RowHead): string {
  const messages = context.map(({ role, content }) => `{"role":"${role}","content":${JSON.stringify(content)}}`);
  return [
    `"cid":${JSON.stringify(rowId(sessionKey, round))}`,
    `"session_id":${sessionKey}`,
    `"diagn":${JSON.stringify(diagnosis)}`,
    `"messages":[${messages.join(",")}]`,
  ].join(",");
}
