import { open } from "node:fs/promises";
import { analyse } from "chardet";
import { BrokenFileError } from "@/lib/intake/raw-record";
import {
  type Compression,
  decompress,
  detectCompression,
  type Encoding,
  readStoredBytes,
  toUtf8,
} from "@/lib/intake/read-bytes";
import { parseTableRow } from "@/lib/intake/read-table";

/** How records stand in a file: JSON a line, JSON over several lines, a table of text, Parquet. */
export type ContainerKind = "json_lines" | "json_values" | "csv" | "tsv" | "semicolon" | "parquet";

export interface Container {
  readonly kind: ContainerKind;
  readonly compression: Compression;
  readonly encoding: Encoding;
}

/** As much of the unpacked beginning is looked at, in bytes. */
const HEAD_BYTES = 256 * 1024;
const PARQUET_MARK = "PAR1";

export const DELIMITERS: Readonly<Partial<Record<ContainerKind, string>>> = { csv: ",", tsv: "\t", semicolon: ";" };

/**
 * Tells from a file's beginning what it is.
 * @throws BrokenFileError for what can't be read at all: an empty file, another encoding (named), a binary file.
 */
export async function detectContainer(filePath: string): Promise<Container> {
  const start = await readStart(filePath);
  const compression = detectCompression(start);
  const head = compression === "none" ? start : await readHead(decompress(readStoredBytes(filePath), compression));
  if (head.length === 0) throw new BrokenFileError("The file is empty.", 1);
  if (Buffer.from(head.subarray(0, 4)).toString("latin1") === PARQUET_MARK) {
    return { kind: "parquet", compression, encoding: "utf-8" };
  }
  refuseOtherArchives(head);
  const encoding = detectEncoding(head);
  const text = await decodeHead(head, encoding);
  return { kind: detectKind(text, filePath), compression, encoding };
}

async function readStart(filePath: string): Promise<Uint8Array> {
  const file = await open(filePath, "r");
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function readHead(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of source) {
      parts.push(part);
      length += part.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    // The beginning may be good where the rest is not.
    if (!(error instanceof BrokenFileError) || length === 0) throw error;
  }
  return Buffer.concat(parts, length).subarray(0, HEAD_BYTES);
}

const ARCHIVES: readonly (readonly [string, readonly number[]])[] = [
  ["a ZIP archive or an Office document", [0x50, 0x4b, 0x03, 0x04]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["compressed with xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["compressed with bzip2", [0x42, 0x5a, 0x68]],
  ["a 7z archive", [0x37, 0x7a, 0xbc, 0xaf]],
];

function refuseOtherArchives(head: Uint8Array): void {
  for (const [name, mark] of ARCHIVES) {
    if (mark.every((byte, at) => head[at] === byte)) {
      throw new BrokenFileError(`The file is ${name}. Unpack it, or save it as JSON Lines, CSV or Parquet.`, 1);
    }
  }
}

function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Without a mark UTF-16 shows by zeros: every other byte of plain brackets, quotes and commas.
  const zeros = [0, 0];
  const looked = head.subarray(0, 4096);
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > looked.length / 8 && even === 0) return "utf-16le";
  if (even > looked.length / 8 && odd === 0) return "utf-16be";
  return "utf-8";
}

async function decodeHead(head: Uint8Array, encoding: Encoding): Promise<string> {
  if (encoding !== "utf-8") {
    return new TextDecoder(encoding).decode(head.subarray(0, head.length - (head.length % 2)), { stream: true });
  }
  if (looksBinary(head))
    throw new BrokenFileError("The file is not a text file: it has NUL bytes.", firstLineWith(head, 0));
  const text = new TextDecoder("utf-8").decode(head, { stream: true });
  const broken = countBrokenLines(head);
  // A single damaged line is that line's problem; a file of another encoding breaks on most lines with accents.
  if (broken.bad > 0 && broken.bad * 2 > broken.special) {
    const [guess] = analyse(head).filter(({ name }) => !/utf-?8|ascii/i.test(name));
    const named = guess === undefined ? "another encoding" : `${guess.name}`;
    throw new BrokenFileError(
      `The file is not UTF-8; it looks like ${named}. Save it as UTF-8 and bring it again.`,
      broken.first,
    );
  }
  return text;
}

function looksBinary(head: Uint8Array): boolean {
  let zeros = 0;
  for (const byte of head.subarray(0, 4096)) if (byte === 0) zeros += 1;
  return zeros > 8;
}

function firstLineWith(head: Uint8Array, wanted: number): number {
  let line = 1;
  for (const byte of head) {
    if (byte === wanted) break;
    if (byte === 0x0a) line += 1;
  }
  return line;
}

/** Lines with anything beyond ASCII, and those of them that are not UTF-8. The last line may be cut by the limit. */
function countBrokenLines(head: Uint8Array): { special: number; bad: number; first: number | null } {
  let [special, bad, line, start] = [0, 0, 1, 0];
  let first: number | null = null;
  const isCut = head.length === HEAD_BYTES;
  for (let at = 0; at <= head.length; at += 1) {
    const atEnd = at === head.length;
    if (!atEnd && head[at] !== 0x0a) continue;
    const bytes = head.subarray(start, at);
    if (!(atEnd && isCut) && bytes.some((byte) => byte > 0x7f)) {
      special += 1;
      try {
        new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        bad += 1;
        first ??= line;
      }
    }
    start = at + 1;
    line += 1;
  }
  return { special, bad, first };
}

function detectKind(text: string, filePath: string): ContainerKind {
  const begun = text.replace(/^\uFEFF/, "").trimStart();
  if (begun === "") throw new BrokenFileError("The file has nothing but blanks.", 1);
  if (begun.startsWith("[")) return "json_values";
  if (begun.startsWith("{")) {
    const line = firstLine(begun).trim();
    // An object that goes on in the next line ends its first where no line of its own could.
    return !isJson(line) && /[{[,]$/.test(line) ? "json_values" : "json_lines";
  }
  const name = filePath.toLowerCase();
  if (/\.(jsonl|ndjson|json)(\.(gz|zst))?$/.test(name)) return "json_lines";
  return detectDelimiter(firstLine(begun));
}

function detectDelimiter(header: string): ContainerKind {
  const counts = (["tsv", "csv", "semicolon"] as const).map((kind) => {
    const parsed = parseTableRow(header, DELIMITERS[kind] ?? ",");
    return { kind, cells: parsed.kind === "cells" ? parsed.cells.length : 0 };
  });
  const best = counts.reduce((one, other) => (other.cells > one.cells ? other : one));
  return best.cells > 1 ? best.kind : "json_lines";
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return (end === -1 ? text : text.slice(0, end)).replace(/\r$/, "");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The records' bytes: unpacked and as UTF-8. */
export function openContainer(
  filePath: string,
  { compression, encoding }: Container,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  return toUtf8(decompress(readStoredBytes(filePath, onRead), compression), encoding);
}
