import { setTimeout as wait } from "node:timers/promises";
import { database } from "@/lib/db/client";
import { findRoundsToAdvance } from "@/lib/db/round-live-reads";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";

/**
 * Such jobs follow one another in a process, with a rest after a refit of so many times as long as it took:
 * many readers at once would else have one refit follow the other, at the cost of the processor that hands out their next
 * items. One reader never notices.
 */
const REST_FACTOR = 19;
const MOST_REST_MS = 60_000;
/** A job that had to read a round into memory first tells little of how long the next one takes. */
const MOST_REST_AFTER_LOAD_MS = 2_000;

let restsUntil = 0;
let lastRound = "";
let lastTurn: Promise<void> = Promise.resolve();

export const advanceRoundHandler: JobHandler<"advance-round"> = {
  async handle(payload, { signal }) {
    const { advanceRound } = await import("@/lib/workflows/advance-round");
    const turn = lastTurn.then(async () => {
      const rest = restsUntil - performance.now();
      if (rest > 0) await wait(rest, undefined, { signal });
      signal.throwIfAborted();
      const startedAt = performance.now();
      // A step of a certificate's walk is short, and says when readers may stop.
      if (!(await advanceRound(payload))) return;
      const now = performance.now();
      const most = payload.roundId === lastRound ? MOST_REST_MS : MOST_REST_AFTER_LOAD_MS;
      lastRound = payload.roundId;
      restsUntil = now + Math.min(most, REST_FACTOR * (now - startedAt));
    });
    // The next one's turn comes whatever became of this one.
    lastTurn = turn.catch(() => undefined);
    await turn;
  },

  async sweep() {
    const lost = await findRoundsToAdvance();
    if (lost.length > 0) await database.$transaction((tx) => enqueue(tx, "advance-round", lost));
    return lost.length;
  },
};
