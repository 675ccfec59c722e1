import { z } from "zod";
import { composeProblem } from "@/lib/intake/compose-problem";
import { GroupSpool, type SpooledPart } from "@/lib/intake/group-spool";
import type { IntakeItem, IntakeRequest, PlacedRecord } from "@/lib/intake/intake-item";
import { recordBytes, recordFields } from "@/lib/intake/record-value";
import { accepted, type Result, refused } from "@/lib/kernel/result";
import { composeSession, readDiagnosis, readKey, readMessage } from "@/lib/trajectory/formats/read-dialogue";
import { rebuildSession, type TurnRow } from "@/lib/trajectory/formats/rebuild-session";
import type { Message } from "@/lib/trajectory/message";
import { type LineRefusal, parseSessionLine } from "@/lib/trajectory/parse-session-line";

const refuse = (reason: string): Result<never, LineRefusal> => refused({ reason });

/**
 * Dialogues from rows that each hold a part of one: a message, or a turn with all that came before it. Rows may be strewn
 * over the files. A dialogue goes in whole or not at all: where a row of it can't be read, it is left out and told. A
 * row whose dialogue can't be told costs the dialogues of the rows beside it, since it may belong to either.
 */
export async function* readGroupedItems(
  request: IntakeRequest,
  records: AsyncIterable<PlacedRecord>,
): AsyncGenerator<IntakeItem, void, undefined> {
  const spool = await GroupSpool.create(request.scratchFolder);
  const isByMessage = request.mapping.format === "message_rows";
  /** Dialogues that miss a row, and the line of that row. */
  const spoiled = new Map<string, number>();
  try {
    let before: string | null = null;
    let spoilsNext: number | null = null;
    let fileBefore = -1;
    for await (const { file, record, isBroken } of records) {
      if (file !== fileBefore) {
        before = null;
        spoilsNext = null;
        fileBefore = file;
      }
      const read =
        record.kind === "problem" ? null : isByMessage ? readMessageRow(request, record) : readTurnRow(record);
      if (record.kind !== "problem" && read?.ok === true) {
        const { key, bytes } = read.value;
        await spool.add(key, { file, line: record.line, bytes });
        if (spoilsNext !== null && !spoiled.has(key)) spoiled.set(key, spoilsNext);
        spoilsNext = null;
        before = key;
        continue;
      }
      const refusal = read?.ok === false ? read.refusal : record.kind === "problem" ? record : { reason: "" };
      const text = record.kind === "problem" ? record.excerpt : recordBytes(record);
      yield composeProblem(request, request.files[file]?.name ?? "", record.line, refusal, text);
      if (!isByMessage) continue;
      const known = read?.ok === false ? read.refusal.key : undefined;
      if (known !== undefined) {
        if (!spoiled.has(known)) spoiled.set(known, record.line);
        continue;
      }
      if (before !== null && !spoiled.has(before)) spoiled.set(before, record.line);
      if (!isBroken) spoilsNext = record.line;
    }
    for await (const { key, parts } of spool.groups()) {
      const [first] = parts;
      if (first === undefined) continue;
      const file = request.files[first.file]?.name ?? "";
      const missing = spoiled.get(key);
      const built =
        missing === undefined
          ? isByMessage
            ? joinMessages(parts)
            : rebuildSession(parts.map(parseTurnRow))
          : refuse(`The dialogue is left out: its row in line ${missing} can't be read.`);
      if (!built.ok) yield composeProblem(request, file, first.line, built.refusal, null);
      else yield { kind: "dialogue", file, line: first.line, leftOut: {}, ...built.value };
    }
  } finally {
    await spool.close();
  }
}

type ValueRecord = Exclude<PlacedRecord["record"], { kind: "problem" }>;
interface KeyedPart {
  readonly key: string;
  readonly bytes: Uint8Array;
}
/** A refusal of a row whose dialogue is known all the same. */
interface RowRefusal extends LineRefusal {
  readonly key?: string;
}

const messageRowSchema = z.strictObject({
  key: z.string(),
  diagnosis: z.string().nullable(),
  order: z.union([z.string(), z.number()]).nullable(),
  message: z.union([
    z.strictObject({ role: z.enum(["user", "assistant"]), content: z.string() }),
    z.strictObject({ skipped: z.string() }),
  ]),
});
type MessageRow = z.output<typeof messageRowSchema>;

function readMessageRow({ mapping }: IntakeRequest, record: ValueRecord): Result<KeyedPart, RowRefusal> {
  const fields = recordFields(record);
  if (!fields.ok) return fields;
  const key = readKey(fields.value, mapping, "");
  if (!key.ok) return key;
  const spoiling = (refusal: LineRefusal): Result<never, RowRefusal> => refused({ ...refusal, key: key.value });
  const diagnosis = readDiagnosis(fields.value, mapping);
  if (!diagnosis.ok) return spoiling(diagnosis.refusal);
  const message = readMessage(fields.value, mapping, "The row");
  if (!message.ok) return spoiling(message.refusal);
  const order = readOrder(fields.value, mapping.fields.order);
  if (!order.ok) return spoiling(order.refusal);
  const row: MessageRow = { key: key.value, diagnosis: diagnosis.value, order: order.value, message: message.value };
  return accepted({ key: key.value, bytes: Buffer.from(JSON.stringify(row)) });
}

function readOrder(
  fields: Readonly<Record<string, unknown>>,
  name: string | null,
): Result<string | number | null, LineRefusal> {
  if (name === null) return accepted(null);
  const value = fields[name];
  if (typeof value === "bigint") return accepted(Number(value));
  if (typeof value === "number" && Number.isFinite(value)) return accepted(value);
  if (value instanceof Date) return accepted(value.getTime());
  if (typeof value === "string" && value.trim() !== "") {
    const number = Number(value);
    return accepted(Number.isFinite(number) ? number : value.trim());
  }
  return refuse(`${name} is empty; it says where the message stands in its dialogue.`);
}

function joinMessages(parts: readonly SpooledPart[]) {
  const rows = parts.map(({ bytes, line }) => ({
    line,
    ...messageRowSchema.parse(JSON.parse(Buffer.from(bytes).toString("utf8"))),
  }));
  const [first] = rows;
  if (first === undefined) throw new Error("A dialogue needs a row.");
  if (rows.some(({ order }) => typeof order !== typeof first.order)) {
    return refuse("The column that sorts the messages holds numbers and texts; use one of the two.");
  }
  rows.sort((one, other) => compareOrder(one.order, other.order));
  const diagnoses = new Set(
    rows.flatMap(({ diagnosis }) => (diagnosis === null || diagnosis === "" ? [] : [diagnosis])),
  );
  if (diagnoses.size > 1) return refuse("The rows of the dialogue say two different diagnoses; use one.");
  const leftOut: Record<string, number> = {};
  const messages: Message[] = [];
  for (const { message } of rows) {
    if ("skipped" in message) leftOut[message.skipped] = (leftOut[message.skipped] ?? 0) + 1;
    else messages.push(message);
  }
  if (messages.length === 0) return refuse("The dialogue has no message of the client or the expert.");
  const [diagnosis = first.diagnosis] = diagnoses;
  return accepted({ session: composeSession(first.key, diagnosis, messages), goesOn: false, leftOut });
}

/** Sorting keeps the order of rows that say the same. */
function compareOrder(one: MessageRow["order"], other: MessageRow["order"]): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one === "string" && typeof other === "string") return one < other ? -1 : one > other ? 1 : 0;
  return 0;
}

function readTurnRow(record: ValueRecord): Result<KeyedPart, RowRefusal> {
  const bytes = recordBytes(record);
  const session = parseSessionLine(bytes);
  if (!session.ok) return session;
  const value = rowSchema.safeParse(
    JSON.parse(
      Buffer.from(bytes)
        .toString("utf8")
        .replace(/^\uFEFF/, ""),
    ),
  );
  if (!value.success)
    return refuse("remaining_chat must be a text and decision_truth continue or stop; one of the two is needed.");
  return accepted({ key: session.value.sessionKey, bytes });
}

const rowSchema = z
  .object({
    remaining_chat: z.string().nullable().default(null),
    decision_truth: z.enum(["continue", "stop"]).nullable().default(null),
  })
  .refine((row) => row.remaining_chat !== null || row.decision_truth !== null);

function parseTurnRow({ line, bytes }: SpooledPart): TurnRow {
  const session = parseSessionLine(bytes);
  if (!session.ok) throw new Error(`Line ${line} was a row when it was first read.`);
  const row = rowSchema.parse(
    JSON.parse(
      Buffer.from(bytes)
        .toString("utf8")
        .replace(/^\uFEFF/, ""),
    ),
  );
  return {
    line,
    session: session.value,
    remainingChat: row.remaining_chat,
    goesOn: row.decision_truth === "continue",
  };
}
