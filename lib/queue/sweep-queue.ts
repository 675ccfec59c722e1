import { failDeadImports } from "@/lib/db/import-writes";
import { log } from "@/lib/log";
import type { JobHandlers } from "@/lib/queue/job-handler";
import { jobNames } from "@/lib/queue/jobs";
import { unlockDeadWorkers } from "@/lib/queue/worker-liveness";

const INTERRUPTED_IMPORT =
  "The import was interrupted. What went in is kept; import the same file again to add the rest.";

/**
 * Finds what was lost with a process: jobs that a dead worker holds, rows whose job is gone, imports that nobody
 * continues. Harmless in several processes at once and as often as wanted.
 */
export async function sweepQueue(handlers: JobHandlers): Promise<void> {
  const deadWorkers = await unlockDeadWorkers();
  const requeued: Record<string, number> = {};
  for (const name of jobNames()) {
    const count = (await handlers[name].sweep?.()) ?? 0;
    if (count > 0) requeued[name] = count;
  }
  const deadImports = await failDeadImports(INTERRUPTED_IMPORT);
  if (deadWorkers.length > 0 || deadImports > 0 || Object.keys(requeued).length > 0) {
    log().warn({ deadWorkers: deadWorkers.length, deadImports, requeued }, "lost work found");
  }
}
