import { mkdir, open, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import type { DraftFile } from "@/lib/db/import-draft-writes";
import { env } from "@/lib/env";
import type { IntakeFile } from "@/lib/intake/intake-item";
import { AppError } from "@/lib/kernel/app-error";

/** What is left free on the disk beside an upload, in bytes: the database needs room for the same again. */
const SPARE_BYTES = 256 * 1024 * 1024;

/** Where an import's files lie until it has ended. */
function importFolder(importId: string): string {
  return path.join(env().dataDirectory, "imports", importId);
}

/** A folder for what an import puts on the disk while it reads; gone with the import. */
export function scratchFolder(importId: string, purpose: "import" | "check" | "preview"): string {
  return path.join(importFolder(importId), purpose);
}

const storedPath = (importId: string, file: number) => path.join(importFolder(importId), `${file}.stored`);

export function storedFiles(importId: string, files: readonly DraftFile[]): IntakeFile[] {
  return files.map(({ name }, at) => ({ name, path: storedPath(importId, at) }));
}

/** How much of each file has arrived. */
export function receivedBytes(importId: string, files: readonly DraftFile[]): Promise<number[]> {
  return Promise.all(
    files.map((_file, at) =>
      stat(storedPath(importId, at)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
}

/** @throws AppError unavailable where the disk has no room for so much. */
export async function requireRoom(bytes: number): Promise<void> {
  const folder = path.join(env().dataDirectory, "imports");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes + SPARE_BYTES) {
    throw new AppError(
      "unavailable",
      "The server's disk has no room for these files. Make room, or bring them in one by one.",
    );
  }
}

/**
 * Puts a piece of a file at its place. Pieces come in order; one that came before may come again.
 * @throws AppError conflict where the piece would leave a gap, invalid where it goes beyond the file's end.
 */
export async function storePiece(
  importId: string,
  piece: {
    readonly file: number;
    readonly offset: number;
    readonly fileBytes: number;
    readonly source: AsyncIterable<Uint8Array>;
  },
): Promise<number> {
  const { file, offset, fileBytes, source } = piece;
  await mkdir(importFolder(importId), { recursive: true, mode: 0o700 });
  const stored = await open(storedPath(importId, file), "a").then(async (made) => {
    await made.close();
    return open(storedPath(importId, file), "r+");
  });
  try {
    const { size } = await stored.stat();
    if (offset > size) throw new AppError("conflict", `The file has arrived up to byte ${size}; go on there.`);
    let at = offset;
    for await (const chunk of source) {
      if (at + chunk.length > fileBytes) {
        throw new AppError("invalid", "More bytes came than the file was said to have. Choose the file again.");
      }
      await stored.write(chunk, 0, chunk.length, at);
      at += chunk.length;
    }
    return Math.max(size, at);
  } finally {
    await stored.close();
  }
}

export async function removeStoredFiles(importId: string): Promise<void> {
  await rm(importFolder(importId), { recursive: true, force: true });
}
