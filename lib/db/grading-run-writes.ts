import { database, type Transaction } from "@/lib/db/client";

/** running → paused, with the reason in words; false where it was not running. Its time stands still from here. */
export async function pauseRun(
  projectId: string,
  runId: string,
  reason: string,
  transaction: Transaction = database,
): Promise<boolean> {
  const paused = await transaction.$executeRaw`
    UPDATE grading_runs SET state = 'paused', state_reason = ${reason}, resumed_at = NULL,
      active_ms = active_ms + coalesce((extract(epoch FROM now() - resumed_at) * 1000)::bigint, 0)
    WHERE project_id = ${projectId}::uuid AND id = ${runId}::uuid AND state = 'running'`;
  return paused === 1;
}
