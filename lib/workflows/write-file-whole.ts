import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";

export interface WrittenFile {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Writes a file so that under its name there is the whole of it or what was there before: into a temporary file beside
 * it, down to the disk, then renamed. Where the work throws, the temporary file is removed.
 */
export async function writeFileWhole(
  target: string,
  work: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<WrittenFile> {
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID().slice(0, 8)}.part`;
  const hash = createHash("sha256");
  let bytes = 0;
  let file: FileHandle | undefined;
  try {
    const opened = await open(temporary, "wx", 0o600);
    file = opened;
    await work(async (text) => {
      const chunk = Buffer.from(text);
      hash.update(chunk);
      bytes += chunk.length;
      await opened.appendFile(chunk);
    });
    await opened.sync();
    await opened.close();
    file = undefined;
    await rename(temporary, target);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest("hex") };
}
