import pg from "pg";
import type { EmbeddedDatabase } from "@/lib/db/embedded/embedded-database";

/** A server that dies this often within {@link WINDOW_MS} is broken, not unlucky. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 60_000;

export interface KeptServer {
  /** Lets the server be, whatever becomes of it. */
  stop(): Promise<void>;
}

/** Resolves when the connection ends, for whatever reason; at once where none comes about. */
async function untilConnectionEnds(client: pg.Client): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    client.once("end", () => resolve());
    client.on("error", () => resolve());
  });
  try {
    await client.connect();
  } catch {
    return;
  }
  await ended;
}

/**
 * Keeps the embedded server running: a connection that only waits tells at once when it dies, and it is started again
 * at the same address, so that those who use it need nothing but to try again.
 */
export function keepServerUp(
  database: Pick<EmbeddedDatabase, "url" | "revive">,
  tell: (sentence: string) => void,
  giveUp: (reason: string) => void,
): KeptServer {
  let stopping = false;
  let watch: pg.Client | null = null;

  async function keep(): Promise<void> {
    let deaths: number[] = [];
    for (;;) {
      watch = new pg.Client({ connectionString: database.url, application_name: "second-opinion-watch" });
      await untilConnectionEnds(watch);
      if (stopping) return;
      deaths = [...deaths.filter((at) => Date.now() - at < WINDOW_MS), Date.now()];
      if (deaths.length > MOST_RESTARTS) {
        giveUp(`The database ended ${deaths.length} times within a minute.`);
        return;
      }
      tell("The database ended; starting it again.");
      await database.revive();
      tell("The database is up again.");
    }
  }

  const keeping = keep().catch((error: unknown) => {
    if (!stopping) giveUp(error instanceof Error ? error.message : String(error));
  });
  return {
    stop: async () => {
      stopping = true;
      await watch?.end().catch(() => undefined);
      await keeping;
    },
  };
}
