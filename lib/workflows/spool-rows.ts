import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { type EvaluatedRow, parseEvaluatedLine } from "@/lib/grading/imported/parse-evaluated-line";
import { TOO_LONG } from "@/lib/trajectory/parse-session-line";
import { readLines } from "@/lib/trajectory/read-lines";
import type { ImportTally } from "@/lib/workflows/import-tally";

/** A row of the file: which line it was, and where its bytes lie in the spool. */
export interface SpooledRow {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

/** A row with its line, read back. */
export interface NumberedRow {
  readonly line: number;
  readonly row: EvaluatedRow;
}

/** The rows of a file by session, in order of their first lines. Sessions may be strewn over the whole file. */
export interface Spool {
  readonly sessions: ReadonlyMap<string, readonly SpooledRow[]>;
  /** Of the file's bytes, hex. */
  readonly sha256: string;
  read(rows: readonly SpooledRow[]): Promise<NumberedRow[]>;
  close(): Promise<void>;
}

/** Why the reference's extra last round is no row here. */
const ENDS_WITH_EXPERT = "ends with the expert";

/**
 * Copies the good rows of a stream into a file of its own, so that they can be read again by session: a file may be as
 * large as it likes and its rows in any order, memory holds a few numbers a row. Other lines are told to the tally.
 */
export async function spoolRows(
  source: AsyncIterable<Uint8Array>,
  filePath: string,
  tally: ImportTally,
): Promise<Spool> {
  await mkdir(path.dirname(filePath), { recursive: true, mode: 0o700 });
  const file = await open(filePath, "w+", 0o600);
  const close = async () => {
    await file.close();
    await rm(filePath, { force: true });
  };
  try {
    const hash = createHash("sha256");
    const sessions = await writeRows(hashed(source, hash), file, tally);
    return { sessions, sha256: hash.digest("hex"), read: (rows) => readRows(file, rows), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

async function writeRows(
  source: AsyncIterable<Uint8Array>,
  file: FileHandle,
  tally: ImportTally,
): Promise<Map<string, SpooledRow[]>> {
  const sessions = new Map<string, SpooledRow[]>();
  let offset = 0;
  for await (const line of readLines(source)) {
    if (line.tooLong) {
      tally.refuse({ line: line.line, reason: TOO_LONG });
      continue;
    }
    const parsed = parseEvaluatedLine(line.bytes);
    if (!parsed.ok) {
      tally.refuse({ line: line.line, reason: parsed.refusal.reason });
    } else if (parsed.value.kind === "ends_with_expert") {
      tally.leaveOut(ENDS_WITH_EXPERT);
    } else {
      const { sessionKey } = parsed.value.row.session;
      const rows = sessions.get(sessionKey) ?? [];
      rows.push({ line: line.line, offset, length: line.bytes.length });
      sessions.set(sessionKey, rows);
      await file.write(line.bytes);
      offset += line.bytes.length;
    }
  }
  return sessions;
}

async function readRows(file: FileHandle, rows: readonly SpooledRow[]): Promise<NumberedRow[]> {
  const read: NumberedRow[] = [];
  for (const { line, offset, length } of rows) {
    const bytes = new Uint8Array(length);
    await file.read(bytes, 0, length, offset);
    const parsed = parseEvaluatedLine(bytes);
    if (!parsed.ok || parsed.value.kind !== "row") throw new Error(`Line ${line} was a row when it was first read.`);
    read.push({ line, row: parsed.value.row });
  }
  return read;
}
