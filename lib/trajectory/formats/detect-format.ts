import {
  defaultMapping,
  type ImportFields,
  type ImportMapping,
  meaningOfRole,
} from "@/lib/trajectory/formats/import-options";
import type { Fields } from "@/lib/trajectory/formats/read-dialogue";

/** What a file's first records look like: a mapping to begin with, the columns there are, and the roles met. */
export interface DetectedFormat {
  readonly mapping: ImportMapping;
  readonly columns: readonly string[];
  /** Names of fields within a message, where the records hold lists of messages. */
  readonly messageFields: readonly string[];
  /** Every role met, as it stands in the file. */
  readonly roles: readonly string[];
}

const NAMES: Readonly<Record<keyof ImportFields, readonly string[]>> = {
  id: [
    "session_id",
    "conversation_id",
    "dialogue_id",
    "dialog_id",
    "consultation_id",
    "chat_id",
    "encounter_id",
    "case_id",
    "session",
    "conversation",
    "id",
  ],
  diagnosis: ["diagn", "diagnosis", "condition", "disease", "label"],
  messages: [
    "messages",
    "conversations",
    "conversation",
    "dialogue",
    "dialog",
    "transcript",
    "chat",
    "turns",
    "utterances",
  ],
  role: ["role", "speaker", "from", "sender", "author", "who", "participant"],
  content: ["content", "text", "value", "message", "utterance", "body", "words", "transcript"],
  order: [
    "position",
    "order",
    "index",
    "seq",
    "sequence",
    "turn",
    "message_index",
    "timestamp",
    "time",
    "created_at",
    "date",
  ],
};
/** Roles shown to be mapped; beyond it the column is no column of roles. */
const MOST_ROLES = 24;

/**
 * Guesses what records are from the names of their fields and what these hold. The person confirms it.
 * @param isTable the records are rows of a table rather than JSON.
 */
export function detectFormat(records: readonly Fields[], isTable: boolean): DetectedFormat {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const has = (name: string) => columns.includes(name);
  const detected = (mapping: ImportMapping, messageFields: readonly string[] = []): DetectedFormat => ({
    mapping,
    columns,
    messageFields,
    roles: listRoles(records, mapping),
  });
  if (!isTable && has("cid") && has("messages")) {
    if (has("rollouts") && has("grades")) return detected(defaultMapping("evaluated"));
    if (has("remaining_chat")) return detected(defaultMapping("segmented"));
    if (has("decision_truth")) return detected(defaultMapping("training"));
  }
  const listName = columns.find((name) => records.some((record) => isMessageList(record[name])));
  if (listName !== undefined) {
    const messageFields = listMessageFields(records, listName);
    const isShareGpt = listName === "conversations" && messageFields.includes("from");
    const base = defaultMapping(
      isShareGpt ? "sharegpt" : has("session_id") && listName === "messages" ? "session" : "chat",
    );
    const isPlain = base.format === "session" && messageFields.includes("role") && messageFields.includes("content");
    if (isPlain) return detected(base, messageFields);
    return detected(
      {
        ...base,
        fields: {
          ...base.fields,
          id: pick(columns, NAMES.id),
          diagnosis: pick(columns, NAMES.diagnosis),
          messages: listName,
          role: pick(messageFields, NAMES.role),
          content: pick(messageFields, NAMES.content),
        },
      },
      messageFields,
    );
  }
  const role = pick(columns, NAMES.role);
  const content = pick(
    columns,
    NAMES.content.filter((name) => name !== role),
  );
  if (role !== null && content !== null) {
    const base = defaultMapping("message_rows");
    const fields = {
      ...base.fields,
      id: pick(columns, NAMES.id),
      diagnosis: pick(columns, NAMES.diagnosis),
      role,
      content,
    };
    return detected({ ...base, fields: { ...fields, order: pick(columns, NAMES.order) } });
  }
  const base = defaultMapping(isTable || !has("messages") ? "dialogue_rows" : "session");
  if (base.format === "session") return detected(base);
  const messages = pick(columns, NAMES.messages) ?? pick(columns, NAMES.content);
  return detected({
    ...base,
    fields: { ...base.fields, id: pick(columns, NAMES.id), diagnosis: pick(columns, NAMES.diagnosis), messages },
  });
}

/** The columns and roles that a mapping of the person's own choice meets in the records. */
export function listRoles(records: readonly Fields[], { format, fields }: ImportMapping): string[] {
  const met = new Set<string>();
  const note = (role: unknown) => {
    if (typeof role === "string" && met.size < MOST_ROLES) met.add(role);
  };
  for (const record of records) {
    if (format === "message_rows") note(record[fields.role ?? ""]);
    else if (format === "dialogue_rows") {
      const text = record[fields.messages ?? ""];
      if (typeof text !== "string") continue;
      for (const [, speaker] of text.matchAll(/^\s*([\p{L}\p{N}_ .-]{1,40}?)\s*[:：]/gmu)) note(speaker);
    } else {
      for (const message of messagesOf(record[fields.messages ?? ""])) note(message[fields.role ?? ""]);
    }
  }
  return [...met];
}

/** The roles of the list that the mapping does not name. */
export function unmappedRoles({ roles }: ImportMapping, met: readonly string[]): string[] {
  return met.filter((role) => meaningOfRole(roles, role) === null);
}

function messagesOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((one): one is Fields => typeof one === "object" && one !== null) : [];
}

function isMessageList(value: unknown): boolean {
  const [first] = messagesOf(value);
  if (first === undefined) return false;
  const names = Object.keys(first);
  return pick(names, NAMES.role) !== null && pick(names, NAMES.content) !== null;
}

function listMessageFields(records: readonly Fields[], name: string): string[] {
  return [...new Set(records.flatMap((record) => messagesOf(record[name]).flatMap((message) => Object.keys(message))))];
}

function pick(columns: readonly string[], names: readonly string[]): string | null {
  for (const name of names) {
    const found = columns.find((column) => column.toLowerCase().replaceAll(/[\s-]+/g, "_") === name);
    if (found !== undefined) return found;
  }
  return null;
}
