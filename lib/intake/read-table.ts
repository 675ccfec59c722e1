import { BrokenFileError, type RawRecord } from "@/lib/intake/raw-record";
import { type RawLine, splitLines } from "@/lib/intake/split-lines";
import { MAX_LINE_BYTES } from "@/lib/trajectory/read-lines";

/** Quotes that never close are looked for again so often; beyond it the file is no table. */
const MOST_RECOVERIES = 1000;
/** A cell with line breaks may be so long, in characters: looking for the end of an open quote must end itself. */
const MAX_RECORD_CHARACTERS = MAX_LINE_BYTES;

type ParsedRow =
  | { readonly kind: "cells"; readonly cells: string[] }
  | { readonly kind: "open" }
  | { readonly kind: "bad"; readonly reason: string; readonly column: number };

/**
 * Cuts the text of a row into cells (RFC 4180: quotes around a cell, doubled within it). `open`: a quote is still open,
 * the row goes on in the next line. Blanks are text.
 */
export function parseTableRow(text: string, delimiter: string): ParsedRow {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let cell = "";
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote === -1) return { kind: "open" };
        cell += text.slice(from, quote);
        if (text[quote + 1] === '"') {
          cell += '"';
          from = quote + 2;
          continue;
        }
        at = quote + 1;
        break;
      }
      if (at < text.length && text[at] !== delimiter) {
        const reason = "After the quote that closes a cell there is more text; double quotes within a cell.";
        return { kind: "bad", reason, column: at + 1 };
      }
      cells.push(cell);
    } else {
      const end = text.indexOf(delimiter, at);
      const stop = end === -1 ? text.length : end;
      const cell = text.slice(at, stop);
      const quote = cell.indexOf('"');
      if (quote !== -1) {
        const reason =
          "There is a quote inside a cell without quotes; put the whole cell in quotes and double those within.";
        return { kind: "bad", reason, column: at + quote + 1 };
      }
      cells.push(cell);
      at = stop;
    }
    if (at >= text.length) return { kind: "cells", cells };
    at += 1;
  }
}

/**
 * Reads a table of text (CSV, TSV) whose first row names the columns. Each row comes with the line it begins on. A row
 * that can't be read costs itself alone: reading goes on at the next line.
 */
export async function* readTable(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<RawRecord, void, undefined> {
  const lines = splitLines(chunks)[Symbol.asyncIterator]();
  const ahead: RawLine[] = [];
  const nextLine = async (): Promise<RawLine | null> => {
    const held = ahead.shift();
    if (held !== undefined) return held;
    const { value, done } = await lines.next();
    return done === true ? null : value;
  };
  let header: string[] | null = null;
  let recoveries = 0;
  for (let first = await nextLine(); first !== null; first = await nextLine()) {
    const { line } = first;
    const taken: RawLine[] = [];
    let text = decodeLine(first);
    let parsed: ParsedRow = text === null ? badLine(first) : parseTableRow(stripReturn(text), delimiter);
    while (parsed.kind === "open" && text !== null && text.length <= MAX_RECORD_CHARACTERS) {
      const next = await nextLine();
      if (next === null) break;
      taken.push(next);
      const more = decodeLine(next);
      if (more === null) break;
      text = `${text}\n${more}`;
      // Only a line with a quote can close the cell.
      if (more.includes('"')) parsed = parseTableRow(stripReturn(text), delimiter);
    }
    if (parsed.kind === "open") {
      recoveries += 1;
      if (recoveries > MOST_RECOVERIES) {
        throw new BrokenFileError("Too many quotes never close; the file is not a table of this kind.", line);
      }
      // The lines that were searched may be good rows of their own.
      ahead.unshift(...taken);
      const reason = "A quote opens a cell and never closes; close it, or double it where it belongs to the text.";
      const opening = decodeLine(first) ?? "";
      yield { kind: "problem", line, reason, column: opening.lastIndexOf('"') + 1, excerpt: opening };
      continue;
    }
    if (parsed.kind === "bad") {
      yield { kind: "problem", line, reason: parsed.reason, column: parsed.column, excerpt: text };
      continue;
    }
    const { cells } = parsed;
    if (cells.length === 1 && cells[0]?.trim() === "") continue;
    if (header === null) {
      header = nameColumns(cells, line);
      continue;
    }
    if (cells.length !== header.length) {
      const reason = `The row has ${cells.length} cells, the first row names ${header.length} columns.`;
      yield { kind: "problem", line, reason, column: null, excerpt: text };
      continue;
    }
    yield { kind: "row", line, fields: Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])) };
  }
}

function nameColumns(cells: readonly string[], line: number): string[] {
  const names = cells.map((cell) => cell.trim());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new BrokenFileError(
      `The first row names two columns “${twice.slice(0, 60)}”; give each a name of its own.`,
      line,
    );
  }
  if (names.includes("__proto__")) throw new BrokenFileError("A column can't be called __proto__.", line);
  return names;
}

function decodeLine({ bytes, line }: RawLine): string | null {
  if (bytes === null) return null;
  const start = line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start));
  } catch {
    return null;
  }
}

function stripReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}

function badLine({ bytes }: RawLine): ParsedRow {
  const reason =
    bytes === null
      ? `The line is over ${MAX_LINE_BYTES / 1024 / 1024} MB; check that rows end with a line break.`
      : "The line is not UTF-8; save the file as UTF-8.";
  return { kind: "bad", reason, column: 1 };
}
