import { databasePool } from "@/lib/db/client";
import { RUN_CHANNEL } from "@/lib/db/run-channel";

/** Pause before a lost connection is opened again, ms. */
const RECONNECT_MS = 1000;

/**
 * Hears of every run whose state changes, by its project's id; null after a lost connection came back: anything may have
 * changed meanwhile. Takes one connection until it is ended by the function it gives.
 */
export function listenToRuns(onChange: (projectId: string | null) => void): () => void {
  let isEnded = false;
  let wasLost = false;
  /** Lets go of the connection that is held. It isn't kept for others: it would go on hearing. */
  let letGo: () => void = () => undefined;

  const open = async (): Promise<void> => {
    try {
      const client = await databasePool().connect();
      let isHeld = true;
      const release = () => {
        if (!isHeld) return false;
        isHeld = false;
        client.release(true);
        return true;
      };
      letGo = () => void release();
      const lose = () => {
        if (release()) openAgain();
      };
      client.on("error", lose);
      client.on("end", lose);
      client.on("notification", ({ channel, payload }) => {
        if (isHeld && channel === RUN_CHANNEL && payload !== undefined) onChange(payload);
      });
      if (isEnded) return letGo();
      await client.query(`LISTEN ${RUN_CHANNEL}`).catch(lose);
      if (isHeld && wasLost) onChange(null);
    } catch {
      openAgain();
    }
  };
  const openAgain = () => {
    wasLost = true;
    if (!isEnded) setTimeout(() => void open(), RECONNECT_MS).unref();
  };

  void open();
  return () => {
    isEnded = true;
    letGo();
  };
}
