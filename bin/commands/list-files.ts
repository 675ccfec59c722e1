import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { requireFile } from "@/bin/commands/require-file";
import type { IntakeFile } from "@/lib/intake/intake-item";
import { AppError } from "@/lib/kernel/app-error";

export interface ListedFiles {
  readonly files: readonly IntakeFile[];
  readonly bytes: number;
}

/**
 * The files that a person named, and those within the folders among them, by name. Files whose names begin with a dot
 * are the system's own.
 * @throws AppError invalid where there is none, or one can't be read
 */
export async function listFiles(named: readonly string[]): Promise<ListedFiles> {
  const files: IntakeFile[] = [];
  let bytes = 0;
  const add = async (filePath: string, name: string) => {
    bytes += (await requireFile(filePath)) ?? 0;
    files.push({ name, path: filePath });
  };
  for (const one of named) {
    const isFolder = await stat(one).then(
      (facts) => facts.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      await add(one, path.basename(one));
      continue;
    }
    const entries = await readdir(one, { withFileTypes: true, recursive: true });
    const paths = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const filePath of paths.sort())
      await add(filePath, path.relative(path.dirname(path.resolve(one)), path.resolve(filePath)));
  }
  if (files.length === 0) throw new AppError("invalid", `${named.join(", ")} has no file to import.`);
  return { files, bytes };
}
