import type { RawRecord } from "@/lib/intake/raw-record";
import { accepted, type Result, refused } from "@/lib/kernel/result";
import type { Fields } from "@/lib/trajectory/formats/read-dialogue";
import type { LineRefusal } from "@/lib/trajectory/parse-session-line";

type ValueRecord = Exclude<RawRecord, { kind: "problem" }>;

/** A record as the JSON text it is, or would be. */
export function recordBytes(record: ValueRecord): Uint8Array {
  if (record.kind === "json") return record.bytes;
  return Buffer.from(
    JSON.stringify(record.fields, (_key, value: unknown) => {
      if (typeof value !== "bigint") return value;
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    }) ?? "null",
  );
}

/** A record's fields by name. */
export function recordFields(record: ValueRecord): Result<Fields, LineRefusal> {
  if (record.kind === "row") return accepted(record.fields);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(record.bytes));
  } catch (error) {
    // A type error is the decoder's.
    const reason =
      error instanceof TypeError
        ? "Not UTF-8; save the file as UTF-8."
        : "Not JSON; check brackets and quotes, and that nothing is cut off.";
    return refused({ reason });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return accepted(value as Fields);
  return refused({ reason: "The record is no JSON object; each must be one dialogue or one row." });
}
