/** The longest line that is read, in bytes, its line ending not counted. A dialogue is some tens of kilobytes. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** A line that is not blank. `line` counts from 1 and counts blank lines too. */
export type NumberedLine =
  | { readonly line: number; readonly bytes: Uint8Array; readonly tooLong?: undefined }
  | { readonly line: number; readonly tooLong: true };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/**
 * Cuts a stream of bytes into lines, without line endings (LF or CRLF), without the byte order mark of the first line,
 * without blank lines. Memory stays flat: what goes over `maxBytes` is passed over, not kept, and reported once.
 * The bytes of a line may be a view into the chunk it came in.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<NumberedLine, void, undefined> {
  // Room for a byte order mark and a carriage return, which are taken off before the line is measured.
  const keepAtMost = maxBytes + BYTE_ORDER_MARK.length + 1;
  let line = 1;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let passedOver = false;

  const hold = (part: Uint8Array) => {
    if (passedOver || part.length === 0) return;
    if (heldBytes + part.length > keepAtMost) {
      passedOver = true;
      held = [];
      heldBytes = 0;
      return;
    }
    held.push(part);
    heldBytes += part.length;
  };
  const take = (): NumberedLine | null => {
    const number = line;
    const wasPassedOver = passedOver;
    const bytes = trimLine(joinParts(held, heldBytes), number === 1);
    line += 1;
    held = [];
    heldBytes = 0;
    passedOver = false;
    if (wasPassedOver || bytes.length > maxBytes) return { line: number, tooLong: true };
    return isBlank(bytes) ? null : { line: number, bytes };
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      hold(chunk.subarray(start, end));
      const taken = take();
      if (taken !== null) yield taken;
      start = end + 1;
    }
    hold(chunk.subarray(start));
  }
  if (heldBytes > 0 || passedOver) {
    const taken = take();
    if (taken !== null) yield taken;
  }
}

function joinParts(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function trimLine(bytes: Uint8Array, isFirst: boolean): Uint8Array {
  const start = isFirst && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  return bytes.subarray(start, Math.max(start, end));
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);
}
