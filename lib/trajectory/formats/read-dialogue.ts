import { accepted, type Result, refused } from "@/lib/kernel/result";
import { type ImportMapping, meaningOfRole } from "@/lib/trajectory/formats/import-options";
import type { Message } from "@/lib/trajectory/message";
import { findFlaw, hashContent, type LineRefusal, limitKey } from "@/lib/trajectory/parse-session-line";
import { type Session, sessionLabel } from "@/lib/trajectory/session";

export type Fields = Readonly<Record<string, unknown>>;

/** A dialogue and what of its record is not in it, counted by reason. */
export interface ReadDialogue {
  readonly session: Session;
  readonly leftOut: Readonly<Record<string, number>>;
}

const refuse = (reason: string): Result<never, LineRefusal> => refused({ reason });

/**
 * Reads one record that holds a whole dialogue: a list of messages under names that the mapping gives, or (with
 * `dialogue_rows`) also JSON text of such a list or lines "speaker: words".
 * @param fallbackId names the dialogue where the mapping has no id field.
 */
export function readDialogue(
  fields: Fields,
  mapping: ImportMapping,
  fallbackId: string,
): Result<ReadDialogue, LineRefusal> {
  const sessionKey = readKey(fields, mapping, fallbackId);
  if (!sessionKey.ok) return sessionKey;
  const diagnosis = readDiagnosis(fields, mapping);
  if (!diagnosis.ok) return diagnosis;
  const list = listMessages(fields, mapping);
  if (!list.ok) return list;
  const leftOut = new Map<string, number>();
  const messages: Message[] = [];
  for (const [index, item] of list.value.entries()) {
    const message = readMessage(item, mapping, `Message ${index + 1}`);
    if (!message.ok) return message;
    if ("skipped" in message.value) leftOut.set(message.value.skipped, (leftOut.get(message.value.skipped) ?? 0) + 1);
    else messages.push(message.value);
  }
  if (messages.length === 0)
    return refuse("The dialogue has no message of the client or the expert. Leave the record out.");
  return accepted({
    session: composeSession(sessionKey.value, diagnosis.value, messages),
    leftOut: Object.fromEntries(leftOut),
  });
}

export function composeSession(sessionKey: string, diagnosis: string | null, messages: readonly Message[]): Session {
  return {
    sessionKey,
    sessionLabel: sessionLabel(sessionKey),
    diagnosis: diagnosis ?? "",
    hasDiagnosis: diagnosis !== null,
    messages,
    contentHash: hashContent(diagnosis, messages),
  };
}

/** The dialogue's id as JSON text (see `Session`). */
export function readKey(
  fields: Fields,
  { fields: names }: ImportMapping,
  fallbackId: string,
): Result<string, LineRefusal> {
  if (names.id === null) return limitKey(JSON.stringify(fallbackId));
  const id = Object.hasOwn(fields, names.id) ? fields[names.id] : undefined;
  if (typeof id === "bigint") return accepted(String(id));
  if (typeof id === "number") {
    // A number as JSON wrote it is not known here; one that a double can't hold would become another id.
    return Number.isSafeInteger(id)
      ? accepted(String(id))
      : refuse(`${names.id} is a number that can't be kept exactly; write it as text.`);
  }
  if (id === undefined || id === null || id === "") return refuse(`${names.id} is empty; give every dialogue an id.`);
  if (typeof id !== "string") return refuse(`${names.id} is ${nameType(id)}; it must be a text or a number.`);
  const flaw = findFlaw(id, names.id);
  return flaw === null ? limitKey(JSON.stringify(id)) : refuse(flaw);
}

export function readDiagnosis(fields: Fields, { fields: names }: ImportMapping): Result<string | null, LineRefusal> {
  if (names.diagnosis === null) return accepted(null);
  const value = Object.hasOwn(fields, names.diagnosis) ? fields[names.diagnosis] : null;
  if (value === null || value === undefined) return accepted(null);
  if (typeof value !== "string")
    return refuse(`${names.diagnosis} is ${nameType(value)}; it must be a text, or be left out.`);
  const flaw = findFlaw(value, names.diagnosis);
  return flaw === null ? accepted(value) : refuse(flaw);
}

function listMessages(
  fields: Fields,
  { format, fields: names }: ImportMapping,
): Result<readonly unknown[], LineRefusal> {
  const name = names.messages ?? "messages";
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null) return refuse(`${name} is missing; it must hold the dialogue's messages.`);
  if (typeof value === "string") {
    const text = value.trimStart();
    if (text.startsWith("[")) return parseList(text, name);
    if (format === "dialogue_rows") return splitSpeech(value, name);
  }
  if (!Array.isArray(value)) return refuse(`${name} is ${nameType(value)}; it must be a list of messages.`);
  return value.length === 0
    ? refuse(`The dialogue is empty: ${name} has no message. Leave the record out.`)
    : accepted(value);
}

function parseList(text: string, name: string): Result<readonly unknown[], LineRefusal> {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.length > 0) return accepted(list);
    return refuse(`The dialogue is empty: ${name} has no message. Leave the record out.`);
  } catch {
    return refuse(`${name} begins like a JSON list but is not one.`);
  }
}

const SPEAKER = /^\s*([\p{L}\p{N}_ .-]{1,40}?)\s*[:：]\s?/u;

/** Lines "speaker: words"; a line without a speaker goes on with the message before it. */
function splitSpeech(text: string, name: string): Result<readonly unknown[], LineRefusal> {
  const messages: { speaker: string; words: string }[] = [];
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const speaker = SPEAKER.exec(line);
    const open = messages.at(-1);
    if (speaker?.[1] !== undefined) messages.push({ speaker: speaker[1], words: line.slice(speaker[0].length) });
    else if (open !== undefined) open.words += `\n${line}`;
    else if (line.trim() !== "") {
      return refuse(
        `${name} does not begin with a speaker; write each message as “speaker: words” on a line of its own.`,
      );
    }
  }
  // A line break at the very end belongs to no message.
  const last = messages.at(-1);
  if (last !== undefined) last.words = last.words.replace(/\n+$/, "");
  if (messages.length === 0) return refuse(`The dialogue is empty: ${name} has no message. Leave the row out.`);
  return accepted(messages);
}

export function readMessage(
  item: unknown,
  { fields: names, roles }: ImportMapping,
  where: string,
): Result<Message | { readonly skipped: string }, LineRefusal> {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    return refuse(`${where} is ${nameType(item)}; it must be an object with a role and a content.`);
  }
  const spoken = item as Fields;
  const isSpeech = "speaker" in spoken && "words" in spoken && names.role === null;
  const roleName = isSpeech ? "speaker" : (names.role ?? "role");
  const contentName = isSpeech ? "words" : (names.content ?? "content");
  const role = Object.hasOwn(spoken, roleName) ? spoken[roleName] : undefined;
  if (typeof role !== "string") return refuse(`${where} has no ${roleName}; say who speaks.`);
  const meaning = meaningOfRole(roles, role);
  if (meaning === null) {
    return refuse(
      `${where} has the role ${JSON.stringify(role.slice(0, 40))}; say whom it stands for: client, expert or nobody.`,
    );
  }
  if (meaning === "skip") return accepted({ skipped: `messages of the role ${role.trim().slice(0, 40)}` });
  const content = joinParts(Object.hasOwn(spoken, contentName) ? spoken[contentName] : undefined);
  if (content === null && Array.isArray(spoken.tool_calls)) return accepted({ skipped: "calls of tools" });
  if (content === null) return refuse(`${where} has no ${contentName} that is text.`);
  const flaw = findFlaw(content, where);
  return flaw === null ? accepted({ role: meaning, content }) : refuse(flaw);
}

/** The text of a message; of the parts of one, those that are text. Null where there is none, or another kind of part. */
function joinParts(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content) || content.length === 0) return null;
  const texts: string[] = [];
  for (const part of content) {
    if (typeof part !== "object" || part === null || part.type !== "text" || typeof part.text !== "string") return null;
    texts.push(part.text);
  }
  return texts.join("\n");
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return "a text";
  if (value === undefined) return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
