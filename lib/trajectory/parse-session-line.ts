import { createHash } from "node:crypto";
import { isLosslessNumber, parse as parseLossless } from "lossless-json";
import { accepted, type Result, refused } from "@/lib/kernel/result";
import { countWrittenPairs, findRepeatedKey } from "@/lib/trajectory/find-repeated-key";
import type { Message } from "@/lib/trajectory/message";
import { MAX_LINE_BYTES } from "@/lib/trajectory/read-lines";
import { type Session, sessionLabel } from "@/lib/trajectory/session";

/** Why a line was not taken: what is wrong, where in the line, and what to do. Quotes no dialogue. */
export interface LineRefusal {
  readonly reason: string;
  /** The character of the line, from 1, where that is known. */
  readonly column?: number;
}

/** The longest session id, in UTF-8 bytes: longer ones don't fit into an index entry of the database. */
const MAX_SESSION_KEY_BYTES = 2000;

type Fields = Readonly<Record<string, unknown>>;
const refuse = (reason: string): Result<never, LineRefusal> => refused({ reason });

/**
 * Reads one line of a session-format file (UTF-8 JSON: `session_id`, `diagn`, `messages`; other fields are ignored).
 * Accepts a byte order mark and a carriage return. A blank line is refused here; `readLines` passes it over.
 * Source: session format of Learn-to-Ask (arXiv 2510.25441). `diagn` may be empty, null or missing; the reference
 * implementation stops at a session without it.
 */
export function parseSessionLine(bytes: Uint8Array): Result<Session, LineRefusal> {
  if (bytes.length > MAX_LINE_BYTES) return refuse(TOO_LONG);
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    return refused({
      reason: `NUL byte at byte ${nul + 1}; remove it, or check that this is a text file.`,
      column: nul + 1,
    });
  }
  const text = decodeUtf8(bytes);
  if (text === null) {
    const column = findBrokenByte(bytes);
    return refused({ reason: `Not UTF-8 from byte ${column} on; save the file as UTF-8.`, column });
  }

  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const described = describeSyntaxError(text);
    const at = /at character (\d+)$/.exec(described)?.[1];
    return refused({
      reason: `Not JSON: ${described}. Each line must hold one whole dialogue.`,
      ...(at === undefined ? {} : { column: Number(at) }),
    });
  }
  if (!isObject(value)) {
    return refuse(`The line holds ${nameType(value)}; it must hold one JSON object with session_id and messages.`);
  }
  if (countWrittenPairs(text) !== countKeptPairs(value)) {
    return refuse(`The key ${quote(findRepeatedKey(text) ?? "")} stands twice in one object; keep one of the two.`);
  }

  const sessionKey = readSessionKey(value, text);
  if (!sessionKey.ok) return sessionKey;
  const diagnosis = readDiagnosis(value);
  if (!diagnosis.ok) return diagnosis;
  const messages = readMessages(value);
  if (!messages.ok) return messages;

  return accepted({
    sessionKey: sessionKey.value,
    sessionLabel: sessionLabel(sessionKey.value),
    diagnosis: diagnosis.value ?? "",
    hasDiagnosis: diagnosis.value !== null,
    messages: messages.value,
    contentHash: hashContent(diagnosis.value, messages.value),
  });
}

/** The reason for a line over {@link MAX_LINE_BYTES}; for those that `readLines` reports without their bytes too. */
export const TOO_LONG = `The line is over ${MAX_LINE_BYTES / 1024 / 1024} MB; split the dialogue or check that lines end with a line break.`;

function readSessionKey(fields: Fields, text: string): Result<string, LineRefusal> {
  if (!Object.hasOwn(fields, "session_id")) {
    return refuse("session_id is missing; give every dialogue one, a string or a number.");
  }
  const id = fields.session_id;
  if (typeof id === "string") {
    if (id === "") return refuse("session_id is an empty string; give every dialogue its own id.");
    const flaw = findFlaw(id, "session_id");
    if (flaw !== null) return refuse(flaw);
    return limitKey(JSON.stringify(id));
  }
  if (typeof id === "number") return limitKey(readNumberText(text));
  return refuse(`session_id is ${nameType(id)}; it must be a string or a number.`);
}

/** Refuses a key that no index could hold. */
export function limitKey(key: string): Result<string, LineRefusal> {
  return Buffer.byteLength(key) > MAX_SESSION_KEY_BYTES
    ? refuse(`session_id is over ${MAX_SESSION_KEY_BYTES} bytes; use a shorter id.`)
    : accepted(key);
}

const FIRST_KEY = /^\s*\{\s*(?:"cid"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*)?"session_id"\s*:\s*(-?[0-9][-+.eE0-9]*)/;
const LAST_KEY = /[{,]\s*"session_id"\s*:\s*(-?[0-9][-+.eE0-9]*)\s*\}\s*$/;

/**
 * The digits of a numeric session id as written, which `JSON.parse` loses (1.0, 1e3, more than 2^53). Where the id is
 * the first (but for `cid`) or last field of a valid object without repeated keys, its text can be read off the ends of the line; only
 * elsewhere the line is parsed a second time, losslessly.
 */
function readNumberText(text: string): string {
  const atAnEnd = FIRST_KEY.exec(text) ?? LAST_KEY.exec(text.slice(-400));
  if (atAnEnd?.[1] !== undefined) return atAnEnd[1];
  const value = parseLossless(text);
  const id = isObject(value) ? value.session_id : undefined;
  if (!isLosslessNumber(id)) throw new Error("A numeric session_id was lost on the second reading.");
  return id.value;
}

function readDiagnosis(fields: Fields): Result<string | null, LineRefusal> {
  const diagnosis = fields.diagn ?? null;
  if (diagnosis === null) return accepted(null);
  if (typeof diagnosis !== "string") {
    return refuse(`diagn is ${nameType(diagnosis)}; it must be a string, or be left out.`);
  }
  const flaw = findFlaw(diagnosis, "diagn");
  return flaw === null ? accepted(diagnosis) : refuse(flaw);
}

function readMessages(fields: Fields): Result<readonly Message[], LineRefusal> {
  if (!Object.hasOwn(fields, "messages"))
    return refuse("messages is missing; it must be a list of the dialogue's messages.");
  const list = fields.messages;
  if (!Array.isArray(list)) return refuse(`messages is ${nameType(list)}; it must be a list.`);
  if (list.length === 0) return refuse("The dialogue is empty: messages has no message. Leave the line out.");
  const messages: Message[] = [];
  for (const [index, message] of list.entries()) {
    const where = `Message ${index + 1}`;
    if (!isObject(message))
      return refuse(`${where} is ${nameType(message)}; it must be an object with role and content.`);
    const { role, content } = message;
    if (role !== "user" && role !== "assistant") {
      const got = role === undefined ? "no role" : `the role ${quote(role)}`;
      return refuse(`${where} has ${got}; use "user" for the client or "assistant" for the expert.`);
    }
    if (typeof content !== "string") {
      const got = content === undefined ? "no content" : `${nameType(content)} as content`;
      return refuse(`${where} has ${got}; it must be a string.`);
    }
    const flaw = findFlaw(content, where);
    if (flaw !== null) return refuse(flaw);
    messages.push({ role, content });
  }
  return accepted(messages);
}

/** What makes a string impossible to store and to write back as UTF-8. */
export function findFlaw(value: string, where: string): string | null {
  const nul = value.indexOf("\0");
  if (nul !== -1) return `${where} has a NUL character at character ${nul + 1}; remove it.`;
  const lone = value.search(/\p{Surrogate}/u);
  if (lone !== -1)
    return `${where} has half of a surrogate pair at character ${lone + 1}; it is no character. Remove it.`;
  return null;
}

/** SHA-256 (hex) of what makes a dialogue: diagnosis and messages. */
export function hashContent(diagnosis: string | null, messages: readonly Message[]): string {
  const content = JSON.stringify([diagnosis, messages.map(({ role, content }) => [role, content])]);
  return createHash("sha256").update(content).digest("hex");
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The first byte, from 1, with which the bytes stop being the beginning of UTF-8. */
function findBrokenByte(bytes: Uint8Array): number {
  const begins = (length: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  let broken = bytes.length + 1;
  while (broken - good > 1) {
    const middle = Math.floor((good + broken) / 2);
    if (begins(middle)) good = middle;
    else broken = middle;
  }
  // All bytes may be a good beginning of a character that the line's end cuts off.
  return Math.min(broken, bytes.length);
}

/** The engine's own messages quote the line and often lack the position; the lossless parser's have it. */
function describeSyntaxError(text: string): string {
  try {
    parseLossless(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return error.message
        .replace(/at position (\d+)$/, (_, position: string) => `at character ${Number(position) + 1}`)
        .replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
    }
  }
  return "brackets are nested too deeply or don't match";
}

/** How many `key: value` pairs the parsed value holds. A loop, not a recursion: depth is in the hands of the file. */
function countKeptPairs(root: Fields): number {
  let pairs = 0;
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const inner = Object.values(value);
    if (!Array.isArray(value)) pairs += inner.length;
    for (const one of inner) if (typeof one === "object" && one !== null) open.push(one);
  }
  return pairs;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" ? "a number" : "a string";
}

/** A value from the file in a message: as JSON, cut where it is long. */
function quote(value: unknown): string {
  if (typeof value === "object" && value !== null) return nameType(value);
  const json = JSON.stringify(value).replaceAll("\\u0000", "");
  const characters = [...json];
  return characters.length > 40 ? `${characters.slice(0, 39).join("")}…` : json;
}
