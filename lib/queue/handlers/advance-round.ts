import { database } from "@/lib/db/client";
import { findRoundsToAdvance } from "@/lib/db/round-live-reads";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";

export const advanceRoundHandler: JobHandler<"advance-round"> = {
  async handle(payload) {
    const { advanceRound } = await import("@/lib/workflows/advance-round");
    await advanceRound(payload);
  },

  async sweep() {
    const lost = await findRoundsToAdvance();
    if (lost.length > 0) await database.$transaction((tx) => enqueue(tx, "advance-round", lost));
    return lost.length;
  },
};
