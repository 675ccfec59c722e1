import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { processIdentity } from "@/lib/db/embedded/process-identity";
import { AppError } from "@/lib/kernel/app-error";

/** How long a start or stop of PostgreSQL by another process is waited for, ms. */
const PATIENCE_MS = 60_000;
/** A lock folder without an owner file is being taken; older than this it was left by a crash, ms. */
const OWNERLESS_MS = 2_000;

/**
 * Runs `work` while no other process of this machine does so for the same folder. `mkdir` is the atomic step; a lock
 * whose owner no longer runs is broken.
 */
export async function withFolderLock<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  const lock = path.join(folder, "lock");
  const owner = path.join(lock, "owner");
  const started = Date.now();
  let ownerlessSince: number | null = null;
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(owner, processIdentity(process.pid) ?? `${process.pid}`);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readFile(owner, "utf8").catch(() => "");
    if (holder === "") ownerlessSince ??= Date.now();
    else ownerlessSince = null;
    const dead =
      holder === ""
        ? ownerlessSince !== null && Date.now() - ownerlessSince > OWNERLESS_MS
        : processIdentity(Number.parseInt(holder, 10)) !== holder;
    if (dead) {
      await rm(lock, { recursive: true, force: true });
      continue;
    }
    if (Date.now() - started > PATIENCE_MS) {
      throw new AppError(
        "unavailable",
        `Process ${Number.parseInt(holder, 10)} has been starting or stopping the database in ${folder} for a minute. Wait for it, or end it and try again.`,
      );
    }
    await wait(100);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
