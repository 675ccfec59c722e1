import path from "node:path";
import { composeProblem } from "@/lib/intake/compose-problem";
import { detectContainer } from "@/lib/intake/detect-container";
import type { IntakeItem, IntakeRequest, PlacedRecord } from "@/lib/intake/intake-item";
import { BrokenFileError, type RawRecord } from "@/lib/intake/raw-record";
import { readGroupedItems } from "@/lib/intake/read-grouped-items";
import { readRecords } from "@/lib/intake/read-records";
import { recordBytes, recordFields } from "@/lib/intake/record-value";
import { defaultMapping, type ImportMapping } from "@/lib/trajectory/formats/import-options";
import { readDialogue } from "@/lib/trajectory/formats/read-dialogue";
import { parseSessionLine } from "@/lib/trajectory/parse-session-line";

/**
 * Everything that files hold, in one order that is the same each time: whole dialogues, and what is wrong by file and
 * line. Memory stays flat. Nothing is thrown for what a file holds.
 */
export async function* readItems(request: IntakeRequest): AsyncGenerator<IntakeItem, void, undefined> {
  const records = placeRecords(request);
  switch (request.mapping.format) {
    case "session":
    case "chat":
    case "sharegpt":
    case "dialogue_rows":
      for await (const placed of records) yield readWhole(request, placed);
      return;
    case "segmented":
    case "training":
    case "evaluated":
    case "message_rows":
      return yield* readGroupedItems(request, records);
  }
}

const NOTHING_IN_IT = "The file has no record: an empty list, or a table without a row below its header.";

async function* placeRecords(request: IntakeRequest): AsyncGenerator<PlacedRecord, void, undefined> {
  let left = request.mostRecords ?? Number.POSITIVE_INFINITY;
  for (const [file, { path: filePath }] of request.files.entries()) {
    let line = 0;
    try {
      const container = await detectContainer(filePath);
      for await (const record of readRecords({
        filePath,
        container,
        scratchFolder: path.join(request.scratchFolder, String(file)),
        ...(request.onRead === undefined ? {} : { onRead: request.onRead }),
      })) {
        line = record.line;
        yield { file, record, isBroken: false };
        left -= 1;
        if (left <= 0) return;
      }
      if (line === 0) throw new BrokenFileError(NOTHING_IN_IT, 1);
    } catch (error) {
      if (!(error instanceof BrokenFileError)) throw error;
      const record: RawRecord = {
        kind: "problem",
        line: error.line ?? line + 1,
        reason: error.message,
        column: null,
        excerpt: null,
      };
      yield { file, record, isBroken: true };
    }
  }
}

function readWhole(request: IntakeRequest, { file, record }: PlacedRecord): IntakeItem {
  const name = request.files[file]?.name ?? "";
  if (record.kind === "problem") return composeProblem(request, name, record.line, record, record.excerpt);
  const { mapping } = request;
  const { line } = record;
  if (isPlainSession(mapping)) {
    const bytes = recordBytes(record);
    const parsed = parseSessionLine(bytes);
    return parsed.ok
      ? { kind: "dialogue", file: name, line, session: parsed.value, goesOn: false, leftOut: {} }
      : composeProblem(request, name, line, parsed.refusal, bytes);
  }
  const fields = recordFields(record);
  if (!fields.ok) return composeProblem(request, name, line, fields.refusal, recordBytes(record));
  const read = readDialogue(fields.value, mapping, fallbackId(name, line));
  return read.ok
    ? { kind: "dialogue", file: name, line, session: read.value.session, goesOn: false, leftOut: read.value.leftOut }
    : composeProblem(request, name, line, read.refusal, recordBytes(record));
}

/** Dialogues without an id of their own are called after the place they stand at. */
function fallbackId(name: string, line: number): string {
  return `${name.replace(/(\.(gz|zst))?$/i, "").replace(/\.[^./]*$/, "")}:${line}`;
}

/** The session format as it is defined keeps ids to the last digit: it is read from the text itself. */
function isPlainSession(mapping: ImportMapping): boolean {
  if (mapping.format !== "session") return false;
  const plain = defaultMapping("session");
  return JSON.stringify([mapping.fields, mapping.roles]) === JSON.stringify([plain.fields, plain.roles]);
}
