import { setMaxListeners } from "node:events";
import { findRunState, type RunState } from "@/lib/db/grading-run-state";
import { pauseRun } from "@/lib/db/grading-run-writes";
import { RunInterruptedError } from "@/lib/llm/run-interrupted";
import { RunLedger } from "@/lib/llm/run-ledger";
import { whileDatabaseIsAway } from "@/lib/llm/while-database-is-away";

/** What is known of a run's state counts for so long, ms: a call is sent at most so long after a run was paused. */
const FRESH_MS = 1_000;
const DATABASE_PATIENCE_MS = 5 * 60_000;

const CEILING_REACHED = "Paused: its cost reached the ceiling. Resume it with a higher one, or leave it here.";

/**
 * What one process knows of a run whose calls it makes: whether it still runs, and its ledger. Every group commit tells
 * how the run stands, so that a pause is noticed within a few milliseconds where calls come in.
 */
export class RunWatch {
  readonly projectId: string;
  /** Null outside of runs: nothing to pause then. */
  readonly runId: string | null;
  readonly ledger: RunLedger;
  #ending = endable();
  #checkedAt = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | null = null;
  #pausing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #calls = 0;

  constructor(projectId: string, runId: string | null) {
    this.projectId = projectId;
    this.runId = runId;
    this.ledger = new RunLedger(projectId, runId, (run) => {
      if (run.state !== "running") this.#interrupt(run.state);
      else if (run.isCeilingReached) void this.pause(CEILING_REACHED).catch(() => undefined);
      else this.#checkedAt = performance.now();
    });
  }

  /** Aborted with a {@link RunInterruptedError} when the run stops running. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get isIdle(): boolean {
    return this.#calls === 0 && this.ledger.isIdle && this.#pausing === null;
  }

  /** Brackets a call: while there are any, the run is looked at every second, so that waiting calls hear of a pause. */
  enter(): void {
    this.#calls += 1;
    if (this.runId !== null && this.#timer === null) {
      this.#timer = setInterval(() => void this.#look().catch(() => undefined), FRESH_MS);
    }
  }

  leave(): void {
    this.#calls -= 1;
    if (this.#calls > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** @throws RunInterruptedError where the run is not running */
  async check(): Promise<void> {
    if (this.runId === null) return;
    await this.#pausing;
    if (this.signal.aborted || performance.now() - this.#checkedAt > FRESH_MS) await this.#look();
    this.signal.throwIfAborted();
  }

  /**
   * Pauses the run with the reason in words, and stops all of its calls here that are not under way.
   *
   * @param sentUnder the signal that held when the call was sent whose failure is the reason: where it was aborted since,
   * the run has been stopped for it already, and whoever resumed it meanwhile has put the cause right
   */
  async pause(reason: string, sentUnder = this.signal): Promise<RunInterruptedError> {
    const { projectId, runId } = this;
    const error = new RunInterruptedError(reason);
    if (runId === null) return error;
    if (sentUnder.aborted) {
      await this.#pausing;
      return error;
    }
    this.#end(error);
    this.#pausing ??= whileDatabaseIsAway(DATABASE_PATIENCE_MS, () => pauseRun(projectId, runId, reason))
      .then(() => undefined)
      .finally(() => {
        this.#pausing = null;
      });
    await this.#pausing;
    return error;
  }

  #look(): Promise<void> {
    const { projectId, runId } = this;
    if (runId === null) return Promise.resolve();
    this.#checking ??= whileDatabaseIsAway(DATABASE_PATIENCE_MS, () => findRunState(projectId, runId))
      .then((state) => {
        if (state !== "running") return this.#interrupt(state);
        this.#checkedAt = performance.now();
        // Resumed since: new calls wait under a new signal.
        if (this.signal.aborted && this.#pausing === null) this.#ending = endable();
      })
      .finally(() => {
        this.#checking = null;
      });
    return this.#checking;
  }

  #interrupt(state: RunState | null): void {
    this.#end(new RunInterruptedError(`The run is ${state ?? "not there any more"}.`));
  }

  #end(error: RunInterruptedError): void {
    this.#checkedAt = Number.NEGATIVE_INFINITY;
    if (!this.signal.aborted) this.#ending.abort(error);
  }
}

function endable(): AbortController {
  const ending = new AbortController();
  // Each call that waits listens.
  setMaxListeners(0, ending.signal);
  return ending;
}

const watches = new Map<string, RunWatch>();

/** The watch of a run in this process; one for all of its calls. */
export function watchRun(projectId: string, runId: string | null): RunWatch {
  const name = `${projectId}:${runId ?? ""}`;
  const known = watches.get(name);
  if (known !== undefined) return known;
  for (const [other, watch] of watches) if (watch.isIdle) watches.delete(other);
  const watch = new RunWatch(projectId, runId);
  watches.set(name, watch);
  return watch;
}
