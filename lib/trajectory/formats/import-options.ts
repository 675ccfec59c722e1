import { z } from "zod";

/**
 * What a file holds.
 * - session, chat, sharegpt: a list of messages a record; they differ in the names of their fields.
 * - segmented, training, evaluated: one row a turn, as the reference implementation of Learn-to-Ask writes them.
 * - message_rows: one message a row of a table; dialogue_rows: one dialogue a row.
 */
export const IMPORT_FORMATS = [
  "session",
  "chat",
  "sharegpt",
  "segmented",
  "training",
  "evaluated",
  "message_rows",
  "dialogue_rows",
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Who says what stands under a role: the client, the expert, or nobody of the dialogue. */
export const roleMeaningSchema = z.enum(["user", "assistant", "skip"]);
export type RoleMeaning = z.output<typeof roleMeaningSchema>;

const FIELD_MAX = 200;
const fieldName = z.string().min(1).max(FIELD_MAX).nullable();

const fieldsSchema = z.strictObject({
  /** The dialogue's id. Null: dialogues are called after file and line. */
  id: fieldName,
  diagnosis: fieldName,
  /** The list of messages, or with `dialogue_rows` the whole dialogue as JSON or as lines "speaker: words". */
  messages: fieldName,
  role: fieldName,
  content: fieldName,
  /** `message_rows`: sorts the messages of a dialogue; null: as the rows stand. */
  order: fieldName,
});
export type ImportFields = z.output<typeof fieldsSchema>;

/** Which field holds what, and which role is whom. */
export const importMappingSchema = z.strictObject({
  format: z.enum(IMPORT_FORMATS),
  fields: fieldsSchema,
  roles: z.record(z.string().max(FIELD_MAX), roleMeaningSchema),
});
export type ImportMapping = z.output<typeof importMappingSchema>;

export const importOptionsSchema = z.strictObject({
  mapping: importMappingSchema,
  /** What happens to a dialogue that is here already, word for word, under another id. */
  duplicates: z.enum(["keep", "skip"]),
  /** Names, addresses and numbers of people are replaced on the way in. */
  pseudonymize: z.boolean(),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;

/** Formats whose rows hold grades of their dialogue. Their quotes and items name its words, so it comes in as it is. */
export const hasGrades = (format: ImportFormat): boolean => format === "training" || format === "evaluated";

const NO_FIELDS: ImportFields = { id: null, diagnosis: null, messages: null, role: null, content: null, order: null };
const CHAT_ROLES: ImportMapping["roles"] = {
  user: "user",
  assistant: "assistant",
  system: "skip",
  developer: "skip",
  tool: "skip",
  function: "skip",
};

/** How a format names things unless the person says otherwise. */
export function defaultMapping(format: ImportFormat): ImportMapping {
  const session = {
    ...NO_FIELDS,
    id: "session_id",
    diagnosis: "diagn",
    messages: "messages",
    role: "role",
    content: "content",
  };
  switch (format) {
    case "session":
    case "segmented":
    case "training":
    case "evaluated":
      return { format, fields: session, roles: { user: "user", assistant: "assistant" } };
    case "chat":
      return { format, fields: { ...session, id: null, diagnosis: null }, roles: CHAT_ROLES };
    case "sharegpt":
      return {
        format,
        fields: { ...NO_FIELDS, messages: "conversations", role: "from", content: "value" },
        roles: {
          ...CHAT_ROLES,
          human: "user",
          gpt: "assistant",
          observation: "skip",
          function_call: "skip",
        },
      };
    case "message_rows":
    case "dialogue_rows":
      return { format, fields: NO_FIELDS, roles: TABLE_ROLES };
  }
}

const TABLE_ROLES: ImportMapping["roles"] = {
  user: "user",
  assistant: "assistant",
  patient: "user",
  client: "user",
  doctor: "assistant",
  clinician: "assistant",
  患者: "user",
  病人: "user",
  医生: "assistant",
};

/** The columns that a mapping can't do without, where they are not given; in the order in which a person fills them in. */
export function missingFields({ format, fields }: ImportMapping): (keyof ImportFields)[] {
  const needed: Readonly<Record<ImportFormat, readonly (keyof ImportFields)[]>> = {
    session: ["id", "messages", "role", "content"],
    chat: ["messages", "role", "content"],
    sharegpt: ["messages", "role", "content"],
    segmented: [],
    training: [],
    evaluated: [],
    message_rows: ["id", "role", "content"],
    dialogue_rows: ["messages"],
  };
  return needed[format].filter((name) => fields[name] === null);
}

/** Whom a role stands for; null where the mapping does not say. Case and blanks at the ends don't count. */
export function meaningOfRole(roles: ImportMapping["roles"], role: string): RoleMeaning | null {
  if (Object.hasOwn(roles, role)) return roles[role] ?? null;
  const tidy = role.trim().toLowerCase();
  for (const [name, meaning] of Object.entries(roles)) if (name.trim().toLowerCase() === tidy) return meaning;
  return null;
}
