import type { ExportSettings } from "@/lib/export/export-settings";
import type { LeftOut } from "@/lib/export/left-out";
import type { TrajectoryRecord } from "@/lib/export/trajectory-record";
import type { Message } from "@/lib/trajectory/message";

/** What a column holds. `messages` is a list of {role, content}. */
export type ColumnType = "text" | "double" | "int32" | "boolean" | "messages" | { readonly struct: readonly Column[] };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** It may be null. */
  readonly isOptional?: boolean;
}

export type Cell = string | number | boolean | null | readonly Message[] | { readonly [name: string]: Cell };

export interface FormatContext {
  readonly project: string;
  /** The domain profile's name, for example medicine. */
  readonly domain: string;
  /** Names the grader and its version, e.g. `offline 1`. */
  readonly graderVersion: string;
  readonly settings: ExportSettings;
}

/** One row: a line of JSON without its break, or the cells of a table in the order of its columns. */
export type Row = string | readonly Cell[];

/** A row, or why there is none. */
export type BuiltRow = { readonly row: Row } | LeftOut;

/**
 * How trajectories become rows. `looksAt` says what is counted as coming in; each of it gives one row or one reason.
 */
export interface RowFormat {
  readonly looksAt: "turns" | "responses" | "trajectories";
  /** `lines`: rows are lines of JSON. Else rows are cells, written as that kind of file. */
  readonly encoding: "lines" | "json" | "csv" | "parquet";
  /** What a row holds, in order; of `lines` for people to read. */
  readonly columns: readonly Column[];
  /** Lazily: the rows of one long dialogue may be larger than memory. */
  readonly rows: (trajectory: TrajectoryRecord, context: FormatContext) => Iterable<BuiltRow>;
}

export const text = (name: string): Column => ({ name, type: "text" });
export const double = (name: string): Column => ({ name, type: "double" });
export const optional = (column: Column): Column => ({ ...column, isOptional: true });
