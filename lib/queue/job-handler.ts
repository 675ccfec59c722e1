import type { JobName, JobPayload } from "@/lib/queue/jobs";

export interface JobContext {
  /** From 1. */
  readonly attempt: number;
  /** True where the queue won't try again: now is the time to write the failure into the row. */
  readonly isLastAttempt: boolean;
  /** Aborted where the worker has to end: long work stops, and is tried again by the next worker. */
  readonly signal: AbortSignal;
}

/** How one kind of job is done, and how it is found again where its job was lost. */
export interface JobHandler<Name extends JobName> {
  handle(payload: JobPayload<Name>, context: JobContext): Promise<void>;
  /** Queues again what the rows say is unfinished and no job does; returns how many. Cheap where there is nothing. */
  sweep?(): Promise<number>;
}

export type JobHandlers = { readonly [Name in JobName]: JobHandler<Name> };
