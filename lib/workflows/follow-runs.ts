import { findGradingRuns, listGradingRuns } from "@/lib/db/grading-run-reads";
import { listenToRuns } from "@/lib/db/listen-to-runs";
import { logUnexpected } from "@/lib/log";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** Least time between two looks at runs that go on, ms. */
const LOOK_MS = 1000;
/** The share of the time that looking may take at most: long runs take longer to look at. */
const LOOK_SHARE = 0.1;

type Listener = (runs: readonly GradingRunView[]) => void;

/** The one reader of a project's runs in this process, for as long as somebody listens. */
class ProjectFeed {
  readonly #projectId: string;
  readonly #listeners = new Set<Listener>();
  /** Those that have got nothing yet. */
  readonly #newcomers = new Set<Listener>();
  #runs: readonly GradingRunView[] | null = null;
  #isReading = false;
  /** Something may have changed besides what runs: read the whole list next. */
  #isStale = true;
  #timer: NodeJS.Timeout | null = null;

  constructor(projectId: string) {
    this.#projectId = projectId;
  }

  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
    // Whoever comes later need not wait for the next look, where runs are looked at.
    if (this.#runs !== null && !this.#isStale) listener(this.#runs);
    else this.#newcomers.add(listener);
    if (this.#timer === null) this.refresh();
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
    this.#newcomers.delete(listener);
    if (this.isIdle) this.#stop();
  }

  /** Reads the whole list at once. */
  refresh(): void {
    this.#isStale = true;
    if (!this.#isReading) this.#lookIn(0);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#runs = null;
    this.#isStale = true;
  }

  #lookIn(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    this.#timer = null;
    this.#isReading = true;
    const startedAt = performance.now();
    const wasRunning = this.#running().length > 0;
    let isRead = false;
    try {
      const runs = await this.#read();
      if (this.isIdle) return;
      const isChanged = JSON.stringify(runs) !== JSON.stringify(this.#runs);
      this.#runs = runs;
      isRead = true;
      const toTell = isChanged ? [...this.#listeners] : [...this.#newcomers];
      this.#newcomers.clear();
      for (const listener of toTell) listener(runs);
    } catch (error) {
      logUnexpected({ projectId: this.#projectId }, error, "reading grading runs failed");
    } finally {
      this.#isReading = false;
      if (!this.isIdle) {
        const took = performance.now() - startedAt;
        if (isRead && this.#isStale) this.#lookIn(0);
        // Once more after the last one stands still: answers that were under way come in after a pause.
        else if (!isRead || wasRunning || this.#running().length > 0)
          this.#lookIn(Math.max(LOOK_MS, took / LOOK_SHARE));
      }
    }
  }

  async #read(): Promise<readonly GradingRunView[]> {
    if (this.#runs === null || this.#isStale) {
      this.#isStale = false;
      try {
        return await listGradingRuns(this.#projectId);
      } catch (error) {
        this.#isStale = true;
        throw error;
      }
    }
    // Finished ones stay as they are.
    const live = this.#runs.filter(({ state }) => state === "running" || state === "paused").map(({ id }) => id);
    const now = new Map((await findGradingRuns(this.#projectId, live)).map((run) => [run.id, run]));
    return this.#runs.map((run) => now.get(run.id) ?? run);
  }

  #running(): GradingRunView[] {
    return this.#runs?.filter(({ state }) => state === "running") ?? [];
  }
}

const feeds = new Map<string, ProjectFeed>();
let stopListening: (() => void) | null = null;

/**
 * Gives a project's runs, newest first, at once and whenever they change: at once when a state does, and about once a
 * second while one runs. However many listen, the process reads once. Ends with the function that it gives.
 */
export function followRuns(projectId: string, listener: Listener): () => void {
  stopListening ??= listenToRuns((changed) => {
    if (changed !== null) feeds.get(changed)?.refresh();
    else for (const feed of feeds.values()) feed.refresh();
  });
  const feed = feeds.get(projectId) ?? new ProjectFeed(projectId);
  feeds.set(projectId, feed);
  feed.join(listener);
  return () => {
    feed.leave(listener);
    if (feed.isIdle && feeds.get(projectId) === feed) feeds.delete(projectId);
    if (feeds.size > 0) return;
    stopListening?.();
    stopListening = null;
  };
}
