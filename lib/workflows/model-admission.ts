/** So many calls may wait, as a multiple of those that may be under way: enough that no place is ever free. */
const WAITING_FACTOR = 2;
/** Calls that trajectories under way may still come to. */
const BEGUN_CALLS_MAX = 1500;
const BEGUN_FACTOR = 4;

/** Calls of one endpoint that have a place, and those that have yet to be put into words. */
interface Room {
  taken: number;
  readonly waiting: (() => void)[];
}

/**
 * Decides when this process may begin one more trajectory with a grader that calls models, and when one of its calls
 * may be put into words. All at once would fill the memory with prompts, of some 20 kB each, keep the process from
 * answers that come in while it writes them, and leave nothing to other workers; one after the other would leave an
 * endpoint idle while the last answers of a trajectory come in.
 */
export class ModelAdmission {
  #openCalls = 0;
  #begunCalls = 0;
  readonly #concurrency: () => ReadonlyMap<string, number>;
  readonly #rooms = new Map<string, Room>();
  readonly #listeners = new Set<() => void>();

  /** @param concurrency calls at a time that the endpoints of the runs under way allow, each over all workers, by id */
  constructor(concurrency: () => ReadonlyMap<string, number>) {
    this.#concurrency = concurrency;
  }

  get hasRoom(): boolean {
    if (this.#begunCalls === 0) return true;
    let capacity = 0;
    for (const calls of this.#concurrency().values()) capacity += calls;
    return (
      this.#openCalls < WAITING_FACTOR * Math.max(1, capacity) &&
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

  /** Writes and makes a call once there is room for it: in the order of asking, endpoint by endpoint. */
  async withRoom<Value>(endpointId: string, work: () => Promise<Value>): Promise<Value> {
    const room = this.#rooms.get(endpointId) ?? { taken: 0, waiting: [] };
    this.#rooms.set(endpointId, room);
    this.#openCalls += 1;
    try {
      if (room.taken < this.#places(endpointId)) room.taken += 1;
      else await new Promise<void>((resolve) => room.waiting.push(resolve));
      try {
        return await work();
      } finally {
        room.taken -= 1;
        this.#fill(endpointId, room);
      }
    } finally {
      this.#openCalls -= 1;
    }
  }

  #places(endpointId: string): number {
    return WAITING_FACTOR * (this.#concurrency().get(endpointId) ?? 1);
  }

  #fill(endpointId: string, room: Room): void {
    const places = this.#places(endpointId);
    while (room.taken < places) {
      const next = room.waiting.shift();
      if (next === undefined) break;
      room.taken += 1;
      next();
    }
    if (room.taken === 0) this.#rooms.delete(endpointId);
  }
}
