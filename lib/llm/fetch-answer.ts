import { brotliDecompressSync, gunzipSync, inflateSync, type ZlibOptions } from "node:zlib";
import { Agent, request } from "undici";

/** An answer of this many bytes is no answer of a model; reading on would only fill the memory. */
const MAX_BODY_BYTES = 16_000_000;

/** Connections are kept open between calls. The clock over the whole call is the caller's. */
const connections = new Agent({ headersTimeout: 0, bodyTimeout: 0, maxResponseSize: MAX_BODY_BYTES });

/** None is asked for; some gateways compress all the same. */
const DECOMPRESS: Readonly<Record<string, (body: Buffer, options: ZlibOptions) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** A response of status 200 whose body was read. */
export class ReadAnswer extends Response {
  readonly read: string;

  constructor(read: string, headers: Headers) {
    super(null, { status: 200, headers });
    this.read = read;
  }
}

/** Carries a refusal out of the client library, which would drop the bodies of servers that are not OpenAI's. */
export class RefusedAnswer extends Error {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;

  constructor(status: number, headers: Headers, body: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/**
 * What the client library calls in place of `fetch`: undici's plain request, which costs about half the time, with the
 * body read at once. Redirects are refused: whoever answers at a registered address could send the key and the dialogue
 * elsewhere.
 * @throws {@link RefusedAnswer} where the status is not 200; undici's errors where there is no whole answer.
 */
export async function fetchAnswer(url: RequestInfo | URL, init: RequestInit = {}): Promise<ReadAnswer> {
  if (typeof init.body !== "string") throw new TypeError("A call's body is text.");
  const answer = await request(String(url), {
    dispatcher: connections,
    method: "POST",
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body,
    signal: init.signal ?? null,
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const body = await readBody(answer.body, headers.get("content-encoding"));
  if (answer.statusCode !== 200) throw new RefusedAnswer(answer.statusCode, headers, body);
  return new ReadAnswer(body, headers);
}

async function readBody(
  body: { text(): Promise<string>; arrayBuffer(): Promise<ArrayBuffer> },
  encoding: string | null,
): Promise<string> {
  const decompress = encoding === null ? undefined : DECOMPRESS[encoding];
  if (decompress === undefined) return body.text();
  return decompress(Buffer.from(await body.arrayBuffer()), { maxOutputLength: MAX_BODY_BYTES }).toString("utf8");
}
