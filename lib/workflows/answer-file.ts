import { createReadStream } from "node:fs";
import { Readable } from "node:stream";

export interface FileToAnswer {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
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
  const range = wantsRange ? readRange(request.headers.get("range"), file.size) : null;
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${file.size}` } });
  }
  const { start, end } = range ?? { start: 0, end: file.size };
  const length = String(end - start);
  const body = end === start ? null : createReadStream(file.path, { start, end: end - 1 });
  return new Response(body === null ? null : (Readable.toWeb(body) as ReadableStream<Uint8Array>), {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      "content-length": length,
      ...(range === null ? {} : { "content-range": `bytes ${start}-${end - 1}/${file.size}` }),
    },
  });
}
