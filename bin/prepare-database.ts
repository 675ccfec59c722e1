import { joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";
import { type KeptServer, keepServerUp } from "@/lib/db/embedded/keep-server-up";
import { migrateDatabase } from "@/lib/db/migrate-database";
import { migrateQueue } from "@/lib/queue/migrate-queue";

export interface PreparedDatabase {
  /** Lets go of the embedded server (the last one stops it); nothing for a server of the person's own. */
  leave(): Promise<void>;
  /** Starts the embedded server again whenever it dies; nothing for a server of the person's own. */
  keepUp(tell: (sentence: string) => void, giveUp: (reason: string) => void): KeptServer;
}

/**
 * Makes the database ready and puts its address into DATABASE_URL, before anything that reads it is loaded: the one in
 * DATABASE_URL, else the embedded one of the data folder.
 */
export async function prepareDatabase(dataDirectory: string): Promise<PreparedDatabase> {
  const own = process.env.DATABASE_URL;
  const embedded = own === undefined || own === "" ? await joinEmbeddedDatabase(dataDirectory) : null;
  const url = embedded?.url ?? own ?? "";
  try {
    await migrateDatabase(url);
    await migrateQueue(url);
  } catch (error) {
    await embedded?.leave();
    throw error;
  }
  process.env.DATABASE_URL = url;
  return {
    leave: async () => embedded?.leave(),
    keepUp: (tell, giveUp) =>
      embedded === null ? { stop: async () => undefined } : keepServerUp(embedded, tell, giveUp),
  };
}
