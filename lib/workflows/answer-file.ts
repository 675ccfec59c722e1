import { createReadStream } from "node:fs";
import { Readable } from "node:stream";

/** A stretch of a download: a whole file of the disk, or bytes that are at hand. */
export type Segment =
  | { readonly size: number; readonly path: string; readonly bytes?: undefined }
  | { readonly size: number; readonly bytes: Uint8Array; readonly path?: undefined };

export interface FileToAnswer {
  /** One after the other. */
  readonly segments: readonly Segment[];
  /** Of what is sent or of what decides it. */
  readonly sha256: string;
  readonly fileName: string;
  readonly contentType: string;
}

interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The one span that a Range header asks for; null where there is none or several (the whole file is the answer then),
 * "unsatisfiable" where it lies outside of the file.
 */
export function readRange(header: string | null, size: number): Span | null | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null) return null;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return null;
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size };
  }
  const start = Number(from);
  const end = to === "" ? size : Math.min(Number(to) + 1, size);
  if (to !== "" && Number(to) < start) return null;
  return start >= size ? "unsatisfiable" : { start, end };
}

/** A download that is read from the disk as it is sent, and that a browser can resume where it broke off. */
export function answerFile(request: Request, file: FileToAnswer): Response {
  const size = file.segments.reduce((sum, segment) => sum + segment.size, 0);
  const etag = `"${file.sha256}"`;
  const headers = {
    "content-type": file.contentType,
    "content-disposition": `attachment; filename="${file.fileName}"`,
    "accept-ranges": "bytes",
    etag,
    // The browser may keep it, and asks each time whether it still may have it.
    "cache-control": "private, no-cache",
  };
  const ifRange = request.headers.get("if-range");
  const wantsRange = ifRange === null || ifRange === etag;
  const range = wantsRange ? readRange(request.headers.get("range"), size) : null;
  if (range === null && request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers });
  }
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } });
  }
  const { start, end } = range ?? { start: 0, end: size };
  const body = end === start ? null : Readable.from(readSpan(file.segments, { start, end }), { objectMode: false });
  return new Response(body === null ? null : (Readable.toWeb(body) as ReadableStream<Uint8Array>), {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(end - start),
      ...(range === null ? {} : { "content-range": `bytes ${start}-${end - 1}/${size}` }),
    },
  });
}

async function* readSpan(segments: readonly Segment[], { start, end }: Span): AsyncGenerator<Uint8Array> {
  let begin = 0;
  for (const segment of segments) {
    const from = Math.max(start - begin, 0);
    const to = Math.min(end - begin, segment.size);
    if (from < to) {
      if (segment.bytes !== undefined) yield segment.bytes.subarray(from, to);
      else yield* createReadStream(segment.path, { start: from, end: to - 1 });
    }
    begin += segment.size;
  }
}
