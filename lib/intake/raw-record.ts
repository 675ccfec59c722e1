/** Where something stands in a file: a line of text, or a row of a Parquet file; both from 1. */
export interface RecordPlace {
  readonly line: number;
}

/** What a container holds, before anybody asks what it means. */
export type RawRecord =
  /** JSON text of one record. */
  | (RecordPlace & { readonly kind: "json"; readonly bytes: Uint8Array })
  /** A row of a table: a value for each column. */
  | (RecordPlace & { readonly kind: "row"; readonly fields: Readonly<Record<string, unknown>> })
  | (RecordPlace & {
      readonly kind: "problem";
      readonly reason: string;
      readonly column: number | null;
      readonly excerpt: string | null;
    });

/** The file can't be read on from here; what came before it stands. `line` is where the damage was met. */
export class BrokenFileError extends Error {
  readonly line: number | null;

  constructor(message: string, line: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = "BrokenFileError";
    this.line = line;
  }
}
