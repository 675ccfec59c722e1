import { BrokenFileError, type RawRecord } from "@/lib/intake/raw-record";
import { MAX_LINE_BYTES } from "@/lib/trajectory/read-lines";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const isBlank = (byte: number) => byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;

/**
 * Reads JSON that is not cut into lines: one list of objects, or objects one after the other, over as many lines as they
 * like. Only brackets and quotes are looked at; each object comes as its bytes, with the line it begins on.
 * @throws BrokenFileError where brackets or quotes don't match: from there on nothing can be told apart.
 */
export async function* readJsonValues(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawRecord, void, undefined> {
  let line = 1;
  let depth = 0;
  let begunAt = 0;
  let isText = false;
  let isEscaped = false;
  let listState: "none" | "open" | "closed" = "none";
  let hasItem = false;
  let hasComma = false;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isFirst = true;

  for await (const whole of chunks) {
    const chunk: Uint8Array = isFirst && whole[0] === 0xef ? whole.subarray(3) : whole;
    isFirst = false;
    let start = depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED) line += 1;
      if (depth > 0) {
        if (isText) {
          if (isEscaped) isEscaped = false;
          else if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) isText = false;
        } else if (byte === QUOTE) isText = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
          depth -= 1;
          if (depth > 0) continue;
          const part = chunk.subarray(start, at + 1);
          const length = heldBytes + part.length;
          yield length > MAX_LINE_BYTES
            ? tooLong(begunAt)
            : { kind: "json", line: begunAt, bytes: Buffer.concat([...held, part], length) };
          held = [];
          heldBytes = 0;
          start = -1;
          hasItem = true;
          hasComma = false;
        }
        continue;
      }
      if (isBlank(byte)) continue;
      if (byte === OPEN_LIST && listState === "none" && !hasItem) listState = "open";
      else if (byte === CLOSE_LIST && listState === "open" && !hasComma) listState = "closed";
      else if (byte === COMMA && listState === "open" && hasItem && !hasComma) hasComma = true;
      else if (byte === OPEN_OBJECT && listState !== "closed" && (listState === "none" || !hasItem || hasComma)) {
        depth = 1;
        begunAt = line;
        start = at;
      } else {
        throw new BrokenFileError(
          "Between two objects stands something that does not belong there; the JSON is damaged.",
          line,
        );
      }
    }
    if (depth > 0) {
      const rest = chunk.subarray(start);
      if (heldBytes <= MAX_LINE_BYTES) held.push(rest);
      heldBytes += rest.length;
    }
  }
  if (depth > 0)
    throw new BrokenFileError(
      "The object that begins here never ends; the file is cut off or a quote or bracket is missing.",
      begunAt,
    );
  if (listState === "open") throw new BrokenFileError("The list never ends; the file is cut off.", line);
}

function tooLong(line: number): RawRecord {
  const reason = `The object is over ${MAX_LINE_BYTES / 1024 / 1024} MB; split the dialogue.`;
  return { kind: "problem", line, reason, column: null, excerpt: null };
}
