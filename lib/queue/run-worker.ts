import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Logger, run, type Task, type WorkerEvents } from "graphile-worker";
import { databasePool } from "@/lib/db/client";
import { log, logUnexpected } from "@/lib/log";
import type { JobContext, JobHandler, JobHandlers } from "@/lib/queue/job-handler";
import { jobHandlers } from "@/lib/queue/job-handlers";
import { type JobName, jobNames, parseJob } from "@/lib/queue/jobs";
import { sweepQueue } from "@/lib/queue/sweep-queue";
import { WorkerLiveness } from "@/lib/queue/worker-liveness";

const SECOND_SWEEP_MS = 2500;
/** Pause before a worker that broke off begins anew, ms. */
const RESTART_MS = 1000;

export interface WorkerOptions {
  /** Jobs at a time in this process. Jobs take turns on one thread, so more than a few only share the waiting. */
  readonly concurrency?: number;
  /** Ends the worker: running jobs may finish for up to five seconds, then long ones stop and are tried again. */
  readonly signal: AbortSignal;
  /** How often the queue is asked when no notice came, ms. Notices come at once; this is for jobs whose time has come. */
  readonly pollIntervalMs?: number;
  /** How often lost work is looked for, ms. */
  readonly sweepIntervalMs?: number;
}

/**
 * Takes jobs from the queue until the signal aborts; as many processes as wanted may do so side by side. Where the
 * database goes away under it, it begins anew until it is back.
 * @throws where it can't even begin
 */
export async function runQueueWorker(options: WorkerOptions): Promise<void> {
  const { signal } = options;
  let hasBegun = false;
  while (!signal.aborted) {
    try {
      await takeJobs(options, () => {
        hasBegun = true;
      });
    } catch (error) {
      if (!hasBegun || signal.aborted) throw error;
      logUnexpected({}, error, "worker broke off; beginning anew");
      await wait(RESTART_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function takeJobs(options: WorkerOptions, onBegin: () => void): Promise<void> {
  const { signal, concurrency = 2, pollIntervalMs = 1000, sweepIntervalMs = 30_000 } = options;
  const events: WorkerEvents = new EventEmitter();
  let liveness: WorkerLiveness | undefined;
  events.once("pool:create", ({ workerPool }) => {
    liveness = new WorkerLiveness(workerPool.id);
  });

  await sweep();
  const runner = await run({
    pgPool: databasePool(),
    concurrency,
    pollInterval: pollIntervalMs,
    noHandleSignals: true,
    logger: queueLogger(),
    events,
    taskList: taskList(jobHandlers),
  });
  log().info({ concurrency }, "worker started");
  onBegin();

  const sweeping = setInterval(() => void sweep(), sweepIntervalMs);
  // A worker that was killed a moment ago, and whose place this one takes, counts as dead only now.
  const secondSweep = setTimeout(() => void sweep(), SECOND_SWEEP_MS);
  const stop = () => {
    // Already stopping by itself where this is refused.
    void runner.stop("The worker was told to end.").catch(() => undefined);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await runner.promise;
  } finally {
    clearInterval(sweeping);
    clearTimeout(secondSweep);
    signal.removeEventListener("abort", stop);
    await liveness?.end();
    log().info("worker ended");
  }
}

async function sweep(): Promise<void> {
  try {
    await sweepQueue(jobHandlers);
  } catch (error) {
    // The database may be away for a moment; the next sweep finds the same rows.
    logUnexpected({}, error, "sweep failed");
  }
}

function taskList(handlers: JobHandlers): Record<string, Task> {
  return Object.fromEntries(jobNames().map((name) => [name, taskOf(name, handlers)]));
}

function taskOf<Name extends JobName>(name: Name, handlers: JobHandlers): Task {
  const handler: JobHandler<Name> = handlers[name];
  return async (rawPayload, { job, abortSignal }) => {
    const startedAt = performance.now();
    const context: JobContext = {
      attempt: job.attempts,
      isLastAttempt: job.attempts >= job.max_attempts,
      signal: abortSignal,
    };
    const event = { job: name, jobId: job.id, attempt: context.attempt };
    try {
      const payload = parseJob(name, rawPayload);
      Object.assign(event, payload);
      await handler.handle(payload, context);
      log().info({ ...event, durationMs: Math.round(performance.now() - startedAt) }, "job done");
    } catch (error) {
      logUnexpected({ ...event, durationMs: Math.round(performance.now() - startedAt) }, error, "job failed");
      // The queue keeps an error's message for ever, and messages may quote what patients said.
      throw new Error(error instanceof Error ? error.name : "Error");
    }
  };
}

/** graphile-worker's own events go into our log; its messages on failed jobs repeat what {@link taskOf} has logged. */
function queueLogger(): Logger {
  return new Logger(() => (level, message) => {
    if (level === "error" && !message.startsWith("Failed task")) log().error({ detail: message }, "queue");
    else log().debug({ detail: message }, "queue");
  });
}
