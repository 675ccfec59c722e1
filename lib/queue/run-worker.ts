import { setTimeout as wait } from "node:timers/promises";
import { releaseEndpoints } from "@/lib/llm/endpoint-gates";
import { log, logUnexpected } from "@/lib/log";
import { jobHandlers } from "@/lib/queue/job-handlers";
import { type RunningLane, runLane } from "@/lib/queue/run-lane";
import { sweepQueue } from "@/lib/queue/sweep-queue";
import { modelAdmission } from "@/lib/workflows/active-runs";

/**
 * A worker that was killed a moment ago, and whose place this one takes, counts as dead only after a while; after a
 * restart of the database any does.
 */
const FIRST_SWEEPS_MS = [2_500, 6_500];
/** Pause before a worker that broke off begins anew, ms. */
const RESTART_MS = 1000;
/** Trajectories at a time that wait for models; how many really begin is decided by the calls they come to. */
const MODEL_PLACES = 64;

export interface WorkerOptions {
  /** Computing jobs at a time in this process. They take turns on one thread, so more than a few only share the waiting. */
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
  try {
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
  } finally {
    await releaseEndpoints();
  }
}

async function takeJobs(options: WorkerOptions, onBegin: () => void): Promise<void> {
  const { signal, concurrency = 2, pollIntervalMs = 1000, sweepIntervalMs = 30_000 } = options;
  await sweep();
  const lanes: RunningLane[] = [];
  const stop = () => {
    for (const lane of lanes) lane.stop();
  };
  const common = { pollIntervalMs, handlers: jobHandlers };
  try {
    lanes.push(await runLane({ ...common, lane: "process", concurrency, admission: null }));
    lanes.push(await runLane({ ...common, lane: "models", concurrency: MODEL_PLACES, admission: modelAdmission }));
  } catch (error) {
    stop();
    await Promise.allSettled(lanes.map(({ ended }) => ended));
    throw error;
  }
  log().info({ concurrency, modelPlaces: MODEL_PLACES }, "worker started");
  onBegin();

  const sweeping = setInterval(() => void sweep(lanes), sweepIntervalMs);
  const firstSweeps = FIRST_SWEEPS_MS.map((ms) => setTimeout(() => void sweep(), ms));
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.all(lanes.map(({ ended }) => ended));
  } finally {
    // Where one lane broke off, the other ends with it: they begin anew together.
    stop();
    await Promise.allSettled(lanes.map(({ ended }) => ended));
    clearInterval(sweeping);
    for (const timer of firstSweeps) clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    log().info("worker ended");
  }
}

async function sweep(lanes: readonly RunningLane[] = []): Promise<void> {
  try {
    for (const lane of lanes) await lane.sweep();
    await sweepQueue(jobHandlers);
  } catch (error) {
    // The database may be away for a moment; the next sweep finds the same rows.
    logUnexpected({}, error, "sweep failed");
  }
}
