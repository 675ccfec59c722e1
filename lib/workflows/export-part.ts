import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { csvHead, csvRow, jsonRow } from "@/lib/export/encode-row";
import type { Split } from "@/lib/export/export-settings";
import type { Cell, Row, RowFormat } from "@/lib/export/formats/row-format";
import type { ManifestFile, RowGroup } from "@/lib/export/manifest";
import { createParquetEncoder, type ParquetEncoder } from "@/lib/workflows/parquet-part";

/** Rows are kept back until they come to about so many characters, then they are a row group. Small beside a worker's memory. */
const GROUP_CHARACTERS = 4 * 1024 * 1024;

/** What a part is led on from after its process died. */
export interface PartState {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly rowGroups: readonly RowGroup[];
  readonly parquet: string | null;
}

/**
 * One file of an export while it is written: rows are gathered into row groups, each written and hashed as a whole.
 * Where groups end depends on the rows alone and on when {@link flush} is called, never on time.
 */
export class ExportPart {
  readonly #file: FileHandle;
  readonly #hash: ReturnType<typeof createHash>;
  readonly #format: RowFormat;
  readonly #parquet: ParquetEncoder | null;
  readonly #groups: RowGroup[];
  #lines: string[] = [];
  #cells: (readonly Cell[])[] = [];
  #pendingCharacters = 0;
  #rows: number;
  #bytes: number;

  private constructor(
    readonly name: string,
    readonly split: Split,
    file: FileHandle,
    format: RowFormat,
    state: PartState | null,
    hash: ReturnType<typeof createHash>,
  ) {
    this.#file = file;
    this.#format = format;
    this.#hash = hash;
    this.#groups = [...(state?.rowGroups ?? [])];
    this.#rows = state?.rows ?? 0;
    this.#bytes = state?.bytes ?? 0;
    this.#parquet = format.encoding === "parquet" ? createParquetEncoder(format.columns, state?.parquet ?? null) : null;
    if (format.encoding === "csv" && state === null) this.#lines.push(csvHead(format.columns));
  }

  /**
   * Begins a file, or leads one on from where its state was noted. Null where the file is not what the state says: then
   * nothing of it can be used.
   */
  static async open(
    folder: string,
    { name, split, format }: { readonly name: string; readonly split: Split; readonly format: RowFormat },
    state: PartState | null,
  ): Promise<ExportPart | null> {
    const filePath = path.join(folder, name);
    await mkdir(path.dirname(filePath), { recursive: true });
    if (state === null) {
      return new ExportPart(name, split, await open(filePath, "w", 0o600), format, null, createHash("sha256"));
    }
    const hash = await rehash(filePath, state.rowGroups);
    if (hash === null) return null;
    const file = await open(filePath, "r+");
    await file.truncate(state.bytes);
    return new ExportPart(name, split, file, format, state, hash);
  }

  /** Takes a row; true where so many are gathered that {@link flush} is due. */
  add(row: Row): boolean {
    if (typeof row === "string") {
      this.#lines.push(row);
      this.#pendingCharacters += row.length;
    } else if (this.#parquet !== null) {
      this.#cells.push(row);
      for (const cell of row) this.#pendingCharacters += sizeOf(cell);
    } else {
      const line = this.#format.encoding === "csv" ? csvRow(row) : jsonRow(this.#format.columns, row);
      this.#lines.push(line);
      this.#pendingCharacters += line.length;
    }
    this.#rows += 1;
    return this.#pendingCharacters >= GROUP_CHARACTERS;
  }

  /** Writes what is gathered as one row group. */
  async flush(): Promise<void> {
    const grouped = this.#groups.reduce((sum, { rows }) => sum + rows, 0);
    const rows = this.#rows - grouped;
    if (rows === 0) return;
    const bytes =
      this.#parquet === null ? Buffer.from(`${this.#lines.join("\n")}\n`) : this.#parquet.encode(this.#cells);
    this.#lines = [];
    this.#cells = [];
    this.#pendingCharacters = 0;
    this.#groups.push({ rows, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
    await this.#write(bytes);
  }

  /** Writes the rest and the end of the file, down to the disk. */
  async finish(): Promise<ManifestFile> {
    await this.flush();
    // A file without rows still has its head.
    if (this.#lines.length > 0) await this.#write(Buffer.from(`${this.#lines.join("\n")}\n`));
    if (this.#parquet !== null) await this.#write(this.#parquet.finish());
    await this.#file.sync();
    await this.#file.close();
    return {
      name: this.name,
      split: this.split,
      rows: this.#rows,
      bytes: this.#bytes,
      sha256: this.#hash.digest("hex"),
      rowGroups: this.#groups,
    };
  }

  /** Right after {@link flush}. */
  state(): PartState {
    return {
      name: this.name,
      rows: this.#rows,
      bytes: this.#bytes,
      rowGroups: this.#groups,
      parquet: this.#parquet?.state() ?? null,
    };
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    await this.#file.write(bytes, 0, bytes.length, this.#bytes);
    this.#bytes += bytes.length;
  }
}

/** The hash of the groups that were written, to be led on; null where a group is not what it was. */
async function rehash(filePath: string, groups: readonly RowGroup[]): Promise<ReturnType<typeof createHash> | null> {
  const whole = createHash("sha256");
  let start = 0;
  for (const { bytes, sha256 } of groups) {
    const group = createHash("sha256");
    try {
      for await (const chunk of createReadStream(filePath, { start, end: start + bytes - 1 })) {
        group.update(chunk);
        whole.update(chunk);
      }
    } catch {
      return null;
    }
    if (group.digest("hex") !== sha256) return null;
    start += bytes;
  }
  return whole;
}

/** About how many characters a cell holds. */
function sizeOf(cell: Cell): number {
  if (typeof cell === "string") return cell.length;
  if (cell === null || typeof cell !== "object") return 8;
  let size = 8;
  for (const value of Object.values(cell)) size += sizeOf(value);
  return size;
}
