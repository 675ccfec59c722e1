import type { JobHandler } from "@/lib/queue/job-handler";
import { rescoreTurns } from "@/lib/workflows/rescore-turns";

/** No sweep: its job is tried for days, and whatever is left undone is done by the trajectory's next one. */
export const rescoreTurnsHandler: JobHandler<"rescore-turns"> = {
  async handle(payload) {
    await rescoreTurns(payload);
  },
};
