import type { WorkerEvents } from "graphile-worker";

/** How often it is looked whether there is room again, ms. */
const LOOK_INTERVAL_MS = 20;

/** Tells whether one more job may begin, and when one has. */
export interface Admission {
  readonly hasRoom: boolean;
  onBegin(listener: () => void): () => void;
}

/**
 * Lets the places of a lane fetch jobs one after the other, each only while there is room for one more. A lane of many
 * places would otherwise take all jobs at once, before other workers come to any, and its idle places would each ask the
 * queue every second.
 */
export class LaneGate {
  readonly #admission: Admission;
  readonly #pollIntervalMs: number;
  readonly #waiting: (() => void)[] = [];
  /** Somebody is fetching: a job, once it is there, is "begun" when it has told how much it comes to. */
  #fetching: "nobody" | "asking" | { readonly jobId: string } = "nobody";
  /** The queue had nothing to give; ask again then, or when it tells of a job. */
  #emptyUntil = 0;
  #isClosed = false;

  constructor(admission: Admission, pollIntervalMs: number) {
    this.#admission = admission;
    this.#pollIntervalMs = pollIntervalMs;
  }

  /** Waits for its turn to fetch; gives the flags of jobs that are not to be fetched: none. */
  readonly enter = (): Promise<string[]> =>
    new Promise((resolve) => {
      this.#waiting.push(() => resolve([]));
      this.#letIn();
    });

  /** Follows a lane's events until it ends; gives what ends the following. */
  follow(events: WorkerEvents): () => void {
    events.on("pool:listen:notification", () => {
      this.#emptyUntil = 0;
      this.#letIn();
    });
    events.on("worker:getJob:empty", () => this.#found(null));
    events.on("worker:getJob:error", () => this.#found(null));
    events.on("job:start", ({ job }) => this.#found(job.id));
    events.on("job:complete", ({ job }) => {
      if (typeof this.#fetching === "object" && this.#fetching.jobId === job.id) this.#fetching = "nobody";
      this.#letIn();
    });
    const stopListening = this.#admission.onBegin(() => {
      if (typeof this.#fetching === "object") this.#fetching = "nobody";
      this.#letIn();
    });
    const looking = setInterval(() => this.#letIn(), LOOK_INTERVAL_MS);
    const close = () => {
      this.#isClosed = true;
      clearInterval(looking);
      stopListening();
      for (const enter of this.#waiting.splice(0)) enter();
    };
    // A place that waits here is asked to end only once it is let through; it finds no queue then.
    events.on("pool:gracefulShutdown", close);
    events.on("pool:forcefulShutdown", close);
    return close;
  }

  #found(jobId: string | null): void {
    if (this.#fetching !== "asking") return;
    if (jobId === null) {
      this.#fetching = "nobody";
      this.#emptyUntil = performance.now() + this.#pollIntervalMs;
    } else {
      this.#fetching = { jobId };
    }
    this.#letIn();
  }

  #letIn(): void {
    if (!this.#isClosed) {
      if (this.#fetching !== "nobody" || performance.now() < this.#emptyUntil || !this.#admission.hasRoom) return;
      if (this.#waiting.length > 0) this.#fetching = "asking";
    }
    this.#waiting.shift()?.();
  }
}
