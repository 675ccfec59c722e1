import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";
import { keepServerUp } from "@/lib/db/embedded/keep-server-up";
import { migrateDatabase } from "@/lib/db/migrate-database";
import { migrateQueue } from "@/lib/queue/migrate-queue";

/** A PostgreSQL that a test may kill, kept up as the starter keeps it, and safe: a kill must lose nothing. */
export interface OwnDatabase {
  readonly url: string;
  /** Kills the server's main process and waits until it is up again. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts its address into DATABASE_URL: to be called before anything has connected. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-own-"));
  const embedded = await joinEmbeddedDatabase(folder);
  await migrateDatabase(embedded.url);
  await migrateQueue(embedded.url);
  process.env.DATABASE_URL = embedded.url;
  let isUp: () => void = () => undefined;
  const kept = keepServerUp(
    embedded,
    (sentence) => {
      if (sentence.endsWith("up again.")) isUp();
    },
    (reason) => {
      throw new Error(reason);
    },
  );
  return {
    url: embedded.url,
    kill: async () => {
      const up = new Promise<void>((resolve) => {
        isUp = resolve;
      });
      const pid = await readFile(path.join(folder, "database", "cluster", "postmaster.pid"), "utf8");
      process.kill(Number.parseInt(pid, 10), "SIGKILL");
      await up;
    },
    stop: async () => {
      await kept.stop();
      await embedded.leave();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
