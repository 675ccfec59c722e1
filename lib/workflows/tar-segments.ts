import type { Segment } from "@/lib/workflows/answer-file";

/** A file's place in the archive, and where its bytes are. */
export type TarEntry = { readonly name: string } & Segment;

const BLOCK = 512;
/** What a size field of eleven octal digits can say. */
const LARGEST_OCTAL = 8 ** 11 - 1;

/**
 * A tar archive as stretches of bytes: heads and fillings made here, contents where they lie. Without clock and owner,
 * so the same files give the same archive.
 * Source: POSIX.1-1988 ustar; sizes above 8 GiB in base 256, as GNU tar writes them.
 */
export function tarSegments(entries: readonly TarEntry[]): Segment[] {
  const segments: Segment[] = [];
  for (const { name, ...content } of entries) {
    const head = tarHead(name, content.size);
    segments.push({ size: head.length, bytes: head }, content);
    const filling = (BLOCK - (content.size % BLOCK)) % BLOCK;
    if (filling > 0) segments.push({ size: filling, bytes: Buffer.alloc(filling) });
  }
  segments.push({ size: 2 * BLOCK, bytes: Buffer.alloc(2 * BLOCK) });
  return segments;
}

function tarHead(name: string, size: number): Buffer {
  const head = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) throw new RangeError(`The name ${name} is too long for an archive.`);
  head.write(name, 0, 100, "utf8");
  head.write("0000644\0", 100, "latin1");
  head.write("0000000\0", 108, "latin1");
  head.write("0000000\0", 116, "latin1");
  if (size <= LARGEST_OCTAL) {
    head.write(`${size.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  } else {
    head.writeUInt8(0x80, 124);
    head.writeBigUInt64BE(BigInt(size), 128);
  }
  head.write("00000000000\0", 136, "latin1");
  head.write("        ", 148, "latin1");
  head.write("0", 156, "latin1");
  head.write("ustar\x0000", 257, "latin1");
  let sum = 0;
  for (const byte of head) sum += byte;
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return head;
}
