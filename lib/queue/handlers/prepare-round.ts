import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findRoundsWithoutJob } from "@/lib/db/round-reads";
import { endRoundNow } from "@/lib/db/round-writes";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";

export const prepareRoundHandler: JobHandler<"prepare-round"> = {
  async handle(payload) {
    const { prepareRound } = await import("@/lib/workflows/prepare-round");
    await prepareRound(payload);
  },

  async sweep() {
    const lost = await findRoundsWithoutJob();
    for (const { projectId, roundId, gaveUp } of lost) {
      await database.$transaction(async (transaction) => {
        // A round that can't be prepared would keep every other one from starting.
        if (gaveUp) await endRoundNow(transaction, projectId, roundId, OPERATOR_ACTOR);
        else await enqueue(transaction, "prepare-round", [{ projectId, roundId }]);
      });
    }
    return lost.length;
  },
};
