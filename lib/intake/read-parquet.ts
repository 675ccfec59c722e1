import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { BrokenFileError, type RawRecord } from "@/lib/intake/raw-record";

/** A row group is unpacked as a whole, so that it must fit into memory, in bytes. */
const MAX_GROUP_BYTES = 96 * 1024 * 1024;

/**
 * Reads the rows of a Parquet file, one row group in memory at a time; `line` is the row, from 1.
 * @throws BrokenFileError where the file is no Parquet, damaged, or has a row group too large to unpack.
 */
export async function* readParquet(
  filePath: string,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<RawRecord, void, undefined> {
  const file = await asyncBufferFromFile(filePath);
  const metadata = await whole(1, async () => {
    const found = await parquetMetadataAsync(file);
    checkColumns(found);
    return found;
  });
  let row = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    const bytes = Number(group.total_byte_size);
    if (!(count >= 0 && bytes >= 0)) throw new BrokenFileError(DAMAGED, row + 1);
    if (bytes > MAX_GROUP_BYTES) {
      throw new BrokenFileError(
        `A row group takes ${Math.ceil(bytes / 1024 / 1024)} MB unpacked; ${MAX_GROUP_BYTES / 1024 / 1024} MB is the most. Write the file with smaller row groups (row_group_size=10000).`,
        row + 1,
      );
    }
    const rows = await whole(row + 1, () => readGroup(file, metadata, row, row + count));
    if (rows.length !== count) throw new BrokenFileError(DAMAGED, row + 1);
    for (const fields of rows) {
      row += 1;
      yield { kind: "row", line: row, fields };
    }
    onRead(Number(group.total_compressed_size ?? 0));
  }
}

const DAMAGED = "The Parquet file is damaged or cut off; write it again.";

/**
 * Every row group has each column of the schema once, and no other: the reader decodes a column that is no part of a row
 * with nobody waiting for it, and a failure that nobody waits for ends the process.
 */
function checkColumns(metadata: FileMetaData): void {
  const columns = leavesOf(parquetSchema(metadata)).sort();
  if (new Set(columns).size < columns.length) throw new Error("Two columns have one name.");
  for (const group of metadata.row_groups) {
    const held = group.columns.map(({ meta_data }) => JSON.stringify(meta_data?.path_in_schema ?? null)).sort();
    if (JSON.stringify(held) !== JSON.stringify(columns)) throw new Error("A row group has other columns.");
  }
}

function leavesOf({ children, path }: SchemaTree): string[] {
  return children.length === 0 ? [JSON.stringify(path)] : children.flatMap(leavesOf);
}

function readGroup(
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd, utf8: true });
}

/** The reader meets damage with errors of every kind; for the person they are one. */
async function whole<Value>(line: number, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new BrokenFileError(DAMAGED, line, { cause: error });
  }
}
