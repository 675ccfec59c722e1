import { open } from "node:fs/promises";
import { AppError } from "@/lib/kernel/app-error";

/**
 * The size of a file that a person named, null where it has none (a pipe).
 * @throws AppError invalid where it is no file that can be read
 */
export async function requireFile(file: string): Promise<number | null> {
  try {
    const handle = await open(file);
    try {
      const facts = await handle.stat();
      if (facts.isDirectory()) throw new AppError("invalid", `${file} is a folder. Name a session file in it.`);
      return facts.isFile() ? facts.size : null;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new AppError("invalid", `${file} does not exist. Check its name and folder.`);
    if (code === "EACCES") throw new AppError("invalid", `${file} can't be read by this user.`);
    throw error;
  }
}
