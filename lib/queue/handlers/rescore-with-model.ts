import type { JobHandler } from "@/lib/queue/job-handler";
import { modelAdmission } from "@/lib/workflows/active-runs";
import { rescoreTurns } from "@/lib/workflows/rescore-turns";

/** No sweep, as with rescore-turns. */
export const rescoreWithModelHandler: JobHandler<"rescore-with-model"> = {
  async handle(payload, { signal }) {
    // A handful of calls, which no trajectory of a run has to wait for.
    const end = modelAdmission.begin(1);
    try {
      await rescoreTurns({ ...payload, signal, mayAsk: true });
    } finally {
      end();
    }
  },
};
