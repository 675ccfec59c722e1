import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { BrokenFileError } from "@/lib/intake/raw-record";

export type Compression = "none" | "gzip" | "zstd";
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

const READ_BYTES = 256 * 1024;

/** The bytes of a stored file; `onRead` is told how many came from the disk. */
export async function* readStoredBytes(
  filePath: string,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of createReadStream(filePath, { highWaterMark: READ_BYTES })) {
    const bytes: Uint8Array = chunk;
    onRead(bytes.length);
    yield bytes;
  }
}

/** What a file's first bytes say of its compression. */
export function detectCompression(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  return "none";
}

/** @throws BrokenFileError where the compressed data is damaged or cut off. */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (compression === "none") yield* source;
    else if (compression === "gzip") yield* gunzip(source);
    else yield* unzstd(source);
  } catch (error) {
    if (compression === "none" || error instanceof BrokenFileError) throw error;
    const isCut = error instanceof Error && /unexpected end|EOF/i.test(error.message);
    const what = isCut ? "is cut off" : "is damaged";
    throw new BrokenFileError(`The ${compression} data ${what}; what could be unpacked before it was read.`, null, {
      cause: error,
    });
  }
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createGunzip({ chunkSize: READ_BYTES });
  let failed: unknown = null;
  const feeding = (async () => {
    try {
      for await (const chunk of source) {
        if (stream.destroyed) return;
        if (!stream.write(chunk)) {
          await new Promise<void>((resolve) => {
            stream.once("drain", resolve);
            stream.once("close", resolve);
          });
        }
      }
      stream.end();
    } catch (error) {
      failed = error;
      stream.destroy();
    }
  })();
  try {
    for await (const chunk of stream) yield chunk;
    await feeding;
    if (failed !== null) throw failed;
  } finally {
    stream.destroy();
  }
}

async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  const stream = new Decompress((chunk) => ready.push(chunk));
  for await (const chunk of source) {
    stream.push(chunk, false);
    yield* ready.splice(0);
  }
  stream.push(new Uint8Array(), true);
  yield* ready.splice(0);
}

/** The same text as UTF-8, without a byte order mark. */
export async function* toUtf8(
  source: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (encoding === "utf-8") return yield* source;
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  const encode = (text: string) => {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) line += 1;
    return Buffer.from(text, "utf8");
  };
  try {
    for await (const chunk of source) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== "") yield encode(text);
    }
    const rest = decoder.decode();
    if (rest !== "") yield encode(rest);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new BrokenFileError("The UTF-16 text is damaged or cut off; save the file as UTF-8.", line, { cause: error });
  }
}
