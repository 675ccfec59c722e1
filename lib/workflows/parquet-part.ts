import { deserialize, serialize } from "node:v8";
import { type ColumnSource, ParquetWriter } from "hyparquet-writer";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import type { Cell, Column } from "@/lib/export/formats/row-format";

type SchemaElement = ParquetWriter["schema"][number];

/** Encodes row groups of a Parquet file one by one; can be led on in another process. */
export interface ParquetEncoder {
  /** The bytes of one row group; with the file's magic number before the first. */
  encode(rows: readonly (readonly Cell[])[]): Uint8Array;
  /** The bytes of the footer. */
  finish(): Uint8Array;
  /** What {@link createParquetEncoder} leads on from, as text. */
  state(): string;
}

interface EncoderState {
  readonly offset: number;
  readonly rows: bigint;
  readonly rowGroups: ParquetWriter["row_groups"];
}

/**
 * Typed columns, Snappy-compressed pages, dictionaries where they help, statistics per row group; no page indexes, which
 * would have to be kept until the end. The same rows in the same groups give the same bytes.
 */
export function createParquetEncoder(columns: readonly Column[], state: string | null): ParquetEncoder {
  const bytes = new ByteWriter(1 << 20);
  // The constructor writes the magic number, which is in the file already where it is led on.
  const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: "Second Opinion" });
  if (state !== null) {
    const { offset, rows, rowGroups }: EncoderState = deserialize(Buffer.from(state, "base64"));
    bytes.index = 0;
    bytes.offset = offset;
    writer.num_rows = rows;
    writer.row_groups = rowGroups;
  }
  const take = () => {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  };
  return {
    encode: (rows) => {
      void writer.write({
        columnData: columns.map(
          (column, at): ColumnSource => ({
            name: column.name,
            data: rows.map((row) => row[at] ?? null),
            offsetIndex: false,
          }),
        ),
        rowGroupSize: rows.length,
      });
      writer.pendingIndexes = [];
      return take();
    },
    finish: () => {
      void writer.finish();
      return take();
    },
    state: () => {
      const { row_groups: rowGroups, num_rows: rows } = writer;
      return serialize({ offset: bytes.offset, rows, rowGroups } satisfies EncoderState).toString("base64");
    },
  };
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [{ name: "schema", num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, isOptional = false }: Column): SchemaElement[] {
  const repetition_type = isOptional ? "OPTIONAL" : "REQUIRED";
  switch (type) {
    case "text":
      return [{ name, repetition_type, type: "BYTE_ARRAY", converted_type: "UTF8" }];
    case "double":
      return [{ name, repetition_type, type: "DOUBLE" }];
    case "int32":
      return [{ name, repetition_type, type: "INT32" }];
    case "boolean":
      return [{ name, repetition_type, type: "BOOLEAN" }];
    case "messages":
      // The three levels that readers expect of a list.
      return [
        { name, repetition_type, num_children: 1, converted_type: "LIST" },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "REQUIRED", num_children: 2 },
        { name: "role", repetition_type: "REQUIRED", type: "BYTE_ARRAY", converted_type: "UTF8" },
        { name: "content", repetition_type: "REQUIRED", type: "BYTE_ARRAY", converted_type: "UTF8" },
      ];
    default:
      return [{ name, repetition_type, num_children: type.struct.length }, ...type.struct.flatMap(elementsOf)];
  }
}
