import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";
import { migrateDatabase } from "@/lib/db/migrate-database";
import { migrateQueue } from "@/lib/queue/migrate-queue";

/**
 * A PostgreSQL of the benchmark's own, as safe and as slow as the product's, with the environment set for it: to be
 * called before anything reads the environment. Returns how to take it away.
 */
export async function startBenchDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-bench-"));
  const embedded = await joinEmbeddedDatabase(folder);
  await migrateDatabase(embedded.url);
  await migrateQueue(embedded.url);
  process.env.DATABASE_URL = embedded.url;
  process.env.SECOND_OPINION_SECRET = randomBytes(32).toString("base64url");
  process.env.SECOND_OPINION_DATA_DIR = folder;
  process.env.LOG_LEVEL ??= "warn";
  return {
    url: embedded.url,
    stop: async () => {
      await embedded.leave();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
