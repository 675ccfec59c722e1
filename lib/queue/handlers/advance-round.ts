import { database } from "@/lib/db/client";
import { findRoundsToAdvance } from "@/lib/db/round-live-reads";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";
import { advanceRound } from "@/lib/workflows/advance-round";

export const advanceRoundHandler: JobHandler<"advance-round"> = {
  async handle(payload) {
    await advanceRound(payload);
  },

  async sweep() {
    const lost = await findRoundsToAdvance();
    if (lost.length > 0) await database.$transaction((tx) => enqueue(tx, "advance-round", lost));
    return lost.length;
  },
};
