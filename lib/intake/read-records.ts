import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Container, DELIMITERS, openContainer } from "@/lib/intake/detect-container";
import type { RawRecord } from "@/lib/intake/raw-record";
import { readJsonValues } from "@/lib/intake/read-json-values";
import { readParquet } from "@/lib/intake/read-parquet";
import { readTable } from "@/lib/intake/read-table";
import { TOO_LONG } from "@/lib/trajectory/parse-session-line";
import { readLines } from "@/lib/trajectory/read-lines";

export interface RecordSource {
  readonly filePath: string;
  readonly container: Container;
  /** For what has to be unpacked onto the disk; made where it is needed. */
  readonly scratchFolder: string;
  readonly onRead?: (bytes: number) => void;
}

/**
 * The records of one file in order, in flat memory.
 * @throws BrokenFileError where the file can't be read on.
 */
export async function* readRecords(source: RecordSource): AsyncGenerator<RawRecord, void, undefined> {
  const { filePath, container, onRead } = source;
  const { kind } = container;
  if (kind === "parquet") return yield* readUnpackedParquet(source);
  const bytes = openContainer(filePath, container, onRead);
  const delimiter = DELIMITERS[kind];
  if (delimiter !== undefined) return yield* readTable(bytes, delimiter);
  if (kind === "json_values") return yield* readJsonValues(bytes);
  for await (const line of readLines(bytes)) {
    if (line.tooLong) yield { kind: "problem", line: line.line, reason: TOO_LONG, column: null, excerpt: null };
    else yield { kind: "json", line: line.line, bytes: line.bytes };
  }
}

/** Parquet is read from its end, so that a compressed one is unpacked first. */
async function* readUnpackedParquet(source: RecordSource): AsyncGenerator<RawRecord, void, undefined> {
  const { filePath, container, scratchFolder, onRead } = source;
  if (container.compression === "none") return yield* readParquet(filePath, onRead);
  await mkdir(scratchFolder, { recursive: true, mode: 0o700 });
  const unpacked = path.join(scratchFolder, "unpacked.parquet");
  try {
    await pipeline(
      Readable.from(openContainer(filePath, container, onRead)),
      createWriteStream(unpacked, { mode: 0o600 }),
    );
    yield* readParquet(unpacked);
  } finally {
    await rm(unpacked, { force: true });
  }
}
