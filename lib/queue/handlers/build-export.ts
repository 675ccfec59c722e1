import { database } from "@/lib/db/client";
import { failExport, findLostExports } from "@/lib/db/export-writes";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";

const WORKER_DIED = "The worker ended every time it built this export. Its log may say why; then export again.";

export const buildExportHandler: JobHandler<"build-export"> = {
  async handle(payload, { isLastAttempt, signal }) {
    const { buildExport } = await import("@/lib/workflows/build-export");
    await buildExport({ ...payload, isLastAttempt, signal });
  },

  async sweep() {
    const lost = await findLostExports();
    for (const { projectId, exportId, gaveUp } of lost) {
      if (gaveUp) await failExport(projectId, exportId, WORKER_DIED);
      else
        await database.$transaction((transaction) => enqueue(transaction, "build-export", [{ projectId, exportId }]));
    }
    return lost.length;
  },
};
