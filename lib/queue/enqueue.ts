import type { SqlRunner } from "@/lib/db/sql";
import { JOBS, type JobName, type JobPayload, jobKey } from "@/lib/queue/jobs";

/** Jobs in one call of the database; more would make one very long statement. */
const BATCH_SIZE = 5000;

/**
 * Queues jobs in the caller's transaction: they exist if and only if the rows they work on do. A job of the same key
 * that has not begun is replaced; beside one that runs, another is queued, since what it read may be out of date.
 */
export async function enqueue<Name extends JobName>(
  transaction: SqlRunner,
  name: Name,
  payloads: readonly JobPayload<Name>[],
): Promise<void> {
  const { maxAttempts, priority } = JOBS[name];
  for (let start = 0; start < payloads.length; start += BATCH_SIZE) {
    const batch = payloads.slice(start, start + BATCH_SIZE);
    const specs = JSON.stringify(batch.map((payload) => ({ payload, key: jobKey(name, payload) })));
    await transaction.$queryRaw`/* prepared */
      SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
        SELECT (${name}::text, spec.payload, NULL, NULL, ${maxAttempts}::smallint, spec.key, ${priority}::smallint, NULL)::graphile_worker.job_spec
        FROM json_to_recordset(${specs}::json) AS spec(payload json, key text)
      ))`;
  }
}

/**
 * Queues the re-score of a trajectory, after a verdict on extraction or decision was given, changed or taken back.
 * Harmless where nothing changed: the job computes what should hold and writes only what differs.
 */
export function enqueueRescore(
  transaction: SqlRunner,
  subject: { readonly projectId: string; readonly trajectoryId: string },
): Promise<void> {
  return enqueue(transaction, "rescore-turns", [subject]);
}
