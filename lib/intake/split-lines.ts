import { MAX_LINE_BYTES } from "@/lib/trajectory/read-lines";

/** One line with everything in it but its line feed; `bytes` is null where it is longer than the limit. */
export interface RawLine {
  /** From 1. */
  readonly line: number;
  readonly bytes: Uint8Array | null;
}

const LINE_FEED = 0x0a;

/** Cuts a stream into lines and drops none, not even blank ones: within quotes of a table they are text. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<RawLine, void, undefined> {
  let line = 1;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const take = (last: Uint8Array): RawLine => {
    const length = heldBytes + last.length;
    const bytes = length > maxBytes ? null : held.length === 0 ? last : Buffer.concat([...held, last], length);
    held = [];
    heldBytes = 0;
    line += 1;
    return { line: line - 1, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    // What is over the limit is counted, not kept.
    if (rest.length > 0 && heldBytes <= maxBytes) held.push(rest);
    heldBytes += rest.length;
  }
  if (heldBytes > 0) yield take(new Uint8Array());
}
