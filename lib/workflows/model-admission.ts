import type { LlmCall } from "@/lib/grading/llm/llm-call";

/** So many calls may wait, as a multiple of those that may be under way: enough that no place is ever free. */
const WAITING_FACTOR = 2;
/** Calls that trajectories under way may still come to. Their prompts are held in memory, some 20 kB each. */
const BEGUN_CALLS_MAX = 1500;
const BEGUN_FACTOR = 4;

/**
 * Decides when this process may begin one more trajectory with a grader that calls models. All at once would fill the
 * memory with prompts and leave nothing to other workers; one after the other would leave an endpoint idle while the
 * last answers of a trajectory come in.
 */
export class ModelAdmission {
  #openCalls = 0;
  #begunCalls = 0;
  readonly #capacity: () => number;
  readonly #listeners = new Set<() => void>();

  /** @param capacity calls at a time that the endpoints of the runs under way allow, over all workers. */
  constructor(capacity: () => number) {
    this.#capacity = capacity;
  }

  get hasRoom(): boolean {
    if (this.#begunCalls === 0) return true;
    const capacity = this.#capacity();
    return (
      this.#openCalls < WAITING_FACTOR * capacity &&
      this.#begunCalls < Math.max(BEGUN_CALLS_MAX, BEGUN_FACTOR * capacity)
    );
  }

  /** A trajectory that may come to so many calls begins; gives what ends it. */
  begin(calls: number): () => void {
    this.#begunCalls += Math.max(1, calls);
    for (const listener of this.#listeners) listener();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#begunCalls -= Math.max(1, calls);
    };
  }

  /** Tells of each trajectory that begins; gives what ends the telling. */
  onBegin(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same call, counted while it waits and while it is under way. */
  count(call: LlmCall): LlmCall {
    return async (request, context) => {
      this.#openCalls += 1;
      try {
        return await call(request, context);
      } finally {
        this.#openCalls -= 1;
      }
    };
  }
}
