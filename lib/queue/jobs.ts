import { z } from "zod";

const id = z.uuid();

/** Jobs that compute share a few places in a process; jobs that wait for a model have many, and delay no others. */
export type Lane = "process" | "models";

/**
 * Every kind of job: what it carries (ids only: the row is the truth, the queue can be emptied and refilled from the
 * rows), how often it is tried, and how soon it is taken (lower first: what a person waits for goes first).
 */
export const JOBS = {
  "grade-trajectory": {
    payload: z.object({ projectId: id, runId: id, trajectoryId: id }),
    // Four tries with growing pauses end within a minute; "Retry failed" starts anew.
    maxAttempts: 4,
    priority: 10,
    lane: "process",
  },
  // The same work with a grader that calls a model: it waits far more than it computes, so it has a lane of its own.
  "grade-with-model": {
    payload: z.object({ projectId: id, runId: id, trajectoryId: id }),
    // A trajectory may be under way for minutes, so that restarts of workers meet it more often.
    maxAttempts: 8,
    priority: 10,
    lane: "models",
  },
  "rescore-turns": {
    payload: z.object({ projectId: id, trajectoryId: id }),
    // No row says that a re-score is due, so it is tried for days rather than given up.
    maxAttempts: 25,
    priority: 0,
    lane: "process",
  },
  // The same with models that have to be asked first.
  "rescore-with-model": {
    payload: z.object({ projectId: id, trajectoryId: id }),
    maxAttempts: 25,
    priority: 0,
    lane: "models",
  },
  "build-export": {
    payload: z.object({ projectId: id, exportId: id }),
    maxAttempts: 3,
    priority: 5,
    lane: "process",
  },
  // A person waits before the screen for it.
  "check-import": {
    payload: z.object({ projectId: id, importId: id }),
    maxAttempts: 3,
    priority: 0,
    lane: "process",
  },
  // A restart of the worker costs an attempt; what was committed stays.
  "run-import": {
    payload: z.object({ projectId: id, importId: id }),
    maxAttempts: 8,
    priority: 5,
    lane: "process",
  },
  // A model reads corrections and proposes rules; a person waits for it.
  "propose-candidate": {
    payload: z.object({ projectId: id, candidateId: id }),
    maxAttempts: 4,
    priority: 0,
    lane: "models",
  },
  "prepare-round": {
    payload: z.object({ projectId: id, roundId: id }),
    maxAttempts: 5,
    priority: 0,
    lane: "process",
  },
  // Verdicts come one by one and ask for it each time; one that waits answers for all of them.
  "advance-round": {
    payload: z.object({ projectId: id, roundId: id }),
    maxAttempts: 5,
    priority: 5,
    lane: "process",
  },
} as const satisfies Record<string, { payload: z.ZodType; maxAttempts: number; priority: number; lane: Lane }>;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.output<(typeof JOBS)[Name]["payload"]>;

export function jobNames(): JobName[] {
  return Object.keys(JOBS) as JobName[];
}

/** The job that grades one trajectory with a grader of this kind. */
export function gradingJob(graderKind: "offline" | "llm" | "imported"): "grade-trajectory" | "grade-with-model" {
  return graderKind === "llm" ? "grade-with-model" : "grade-trajectory";
}

/** Checks what a job carries; throws where a version of the program that is gone wrote it. */
export function parseJob<Name extends JobName>(name: Name, payload: unknown): JobPayload<Name> {
  // The compiler can't see that the schema under a name gives the payload of that name.
  return JOBS[name].payload.parse(payload) as JobPayload<Name>;
}

/** The job's key: at most one job that has not begun has it, so that asking twice queues once. */
export function jobKey<Name extends JobName>(name: Name, payload: JobPayload<Name>): string {
  // Parsed, so that the ids come in the order of the schema whatever the caller's order was.
  return [name, ...Object.values(parseJob(name, payload))].join(":");
}
