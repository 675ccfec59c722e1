import type { Cell, Column } from "@/lib/export/formats/row-format";

/** A row as one line of compact JSON. */
export function jsonRow(columns: readonly Column[], cells: readonly Cell[]): string {
  return `{${columns.map(({ name }, at) => `${JSON.stringify(name)}:${JSON.stringify(cells[at] ?? null)}`).join(",")}}`;
}

/**
 * A row as one line of CSV (RFC 4180, lines end with a line feed). Null is an empty field, an empty text is `""`; messages
 * are JSON text. Nothing is put before a text that a spreadsheet takes for a formula: the file says what was said.
 */
export function csvRow(cells: readonly Cell[]): string {
  return cells.map(csvField).join(",");
}

export function csvHead(columns: readonly Column[]): string {
  return columns.map(({ name }) => csvField(name)).join(",");
}

function csvField(cell: Cell): string {
  if (cell === null) return "";
  const written = typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  return written === "" || /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}
