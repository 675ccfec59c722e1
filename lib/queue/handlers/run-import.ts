import { database } from "@/lib/db/client";
import { endImport } from "@/lib/db/import-writes";
import { findLostImports, findStoredImport } from "@/lib/db/stored-import-writes";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";
import { discardOldDrafts } from "@/lib/workflows/import-draft";
import { removeStoredFiles } from "@/lib/workflows/stored-files";

const WORKER_DIED =
  "The worker ended every time it worked on this import. What went in is kept; its log may say why. Then import the files again to add the rest.";

export const runImportHandler: JobHandler<"run-import"> = {
  async handle(payload, { isLastAttempt, signal }) {
    const { runImport } = await import("@/lib/workflows/run-import");
    await runImport({ ...payload, isLastAttempt, signal });
  },

  async sweep() {
    await discardOldDrafts();
    const lost = await findLostImports();
    for (const { projectId, importId, gaveUp } of lost) {
      const stored = gaveUp ? await findStoredImport(projectId, importId) : null;
      if (stored !== null && stored.state !== "canceling") {
        await endImport(projectId, importId, stored.counts, WORKER_DIED);
        await removeStoredFiles(importId);
      } else {
        await database.$transaction((transaction) => enqueue(transaction, "run-import", [{ projectId, importId }]));
      }
    }
    return lost.length;
  },
};
