import { EventEmitter } from "node:events";
import { Logger, type Runner, run, type Task, type WorkerEvents } from "graphile-worker";
import { log, logUnexpected } from "@/lib/log";
import type { JobContext, JobHandler, JobHandlers } from "@/lib/queue/job-handler";
import { JOBS, type JobName, jobNames, type Lane, parseJob } from "@/lib/queue/jobs";
import { type Admission, LaneGate } from "@/lib/queue/lane-gate";
import { queuePool } from "@/lib/queue/queue-pool";
import { WorkerLiveness } from "@/lib/queue/worker-liveness";

export interface LaneOptions {
  readonly lane: Lane;
  /** Jobs at a time in this process. */
  readonly concurrency: number;
  /** How often the queue is asked when no notice came, ms. */
  readonly pollIntervalMs: number;
  readonly handlers: JobHandlers;
  /** Holds back further jobs; null takes one whenever a place is free. */
  readonly admission: Admission | null;
}

export interface RunningLane {
  /** Ends when the lane does; rejects where it broke off. */
  readonly ended: Promise<void>;
  /** Running jobs may finish for up to five seconds, then long ones stop and are tried again. */
  stop(): void;
  /** Finds jobs that this process has locked and does not work on. */
  sweep(): Promise<void>;
}

/** Takes the jobs of one lane from the queue until it is stopped. */
export async function runLane(options: LaneOptions): Promise<RunningLane> {
  const { lane, concurrency, pollIntervalMs, handlers, admission } = options;
  const events: WorkerEvents = new EventEmitter();
  let liveness: WorkerLiveness | undefined;
  events.once("pool:create", ({ workerPool }) => {
    liveness = new WorkerLiveness(workerPool.id, events);
  });
  const gate = admission === null ? null : new LaneGate(admission, pollIntervalMs);
  const closeGate = gate?.follow(events);
  const runner = await run({
    pgPool: queuePool(),
    concurrency,
    pollInterval: pollIntervalMs,
    noHandleSignals: true,
    logger: queueLogger(),
    events,
    // Asked before each fetch, and waited for.
    ...(gate === null ? {} : { forbiddenFlags: gate.enter }),
    taskList: Object.fromEntries(
      jobNames()
        .filter((name) => JOBS[name].lane === lane)
        .map((name) => [name, taskOf(name, handlers)]),
    ),
  });
  return {
    ended: waitFor(runner, async () => {
      closeGate?.();
      await liveness?.end();
    }),
    sweep: async () => {
      await liveness?.unlockForgotten();
    },
    // Already stopping by itself where this is refused.
    stop: () => void runner.stop("The worker was told to end.").catch(() => undefined),
  };
}

async function waitFor(runner: Runner, end: () => Promise<void>): Promise<void> {
  try {
    await runner.promise;
  } finally {
    await end();
  }
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
