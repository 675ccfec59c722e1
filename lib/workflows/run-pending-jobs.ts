import { setTimeout as wait } from "node:timers/promises";
import { runQueueWorker } from "@/lib/queue/run-worker";

/** How often it is asked whether the work is done, ms. */
const LOOK_INTERVAL_MS = 200;

/**
 * Works through the queue in this process until `isDone` says so: what a command that waits does, whether or not
 * workers run elsewhere, since they share the jobs. Ends early where the signal aborts.
 */
export async function runPendingJobs(request: {
  /** Asked several times a second; a good place to tell progress. */
  readonly isDone: () => Promise<boolean>;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { isDone, signal } = request;
  const ending = new AbortController();
  const end = () => ending.abort();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  const working = runQueueWorker({ signal: ending.signal });
  // Told below; a worker that breaks while it is awaited elsewhere must not count as unhandled.
  working.catch(end);
  try {
    while (!ending.signal.aborted && !(await isDone())) await wait(LOOK_INTERVAL_MS);
  } finally {
    end();
    signal?.removeEventListener("abort", end);
    await working;
  }
}
