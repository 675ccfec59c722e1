import { findProposalsWithoutJob } from "@/lib/db/candidate-reads";
import { endProposal } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";
import { modelAdmission } from "@/lib/workflows/active-runs";
import { writeProposal } from "@/lib/workflows/write-proposal";

const GAVE_UP = {
  state: "failed",
  failure: {
    failureClass: "server_error",
    message: "The server failed at it several times; its log says why. Ask again, or write the rules by hand.",
  },
} as const;

export const proposeCandidateHandler: JobHandler<"propose-candidate"> = {
  async handle(payload, { signal }) {
    // One call, which no trajectory of a run has to wait for.
    const end = modelAdmission.begin(1);
    try {
      await writeProposal({ ...payload, signal });
    } finally {
      end();
    }
  },

  async sweep() {
    const lost = await findProposalsWithoutJob();
    for (const { projectId, candidateId, gaveUp } of lost) {
      await database.$transaction(async (tx) => {
        if (gaveUp) await endProposal(tx, { projectId, candidateId }, GAVE_UP);
        else await enqueue(tx, "propose-candidate", [{ projectId, candidateId }]);
      });
    }
    return lost.length;
  },
};
