import { keyOf, nextEntry, type OutboxEntry, refuse, settle } from "@/components/review/outbox-entry";
import { RequestError } from "@/lib/queries/request-json";
import type { VerdictAnswer, VerdictInput } from "@/lib/queries/review-contract";

/** Where unsent answers survive a reload. Each entry is kept apart, so that two tabs don't overwrite each other. */
export interface OutboxStore {
  load(): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface OutboxView {
  readonly unsent: readonly OutboxEntry[];
  readonly refused: readonly OutboxEntry[];
  /** True while the last attempt got no answer; `since` is when that began (milliseconds since 1970). */
  readonly offlineSince: number | null;
  /** False where this browser doesn't let us keep answers: they would be lost with the tab. */
  readonly isKept: boolean;
}

export interface OutboxSurroundings {
  readonly store: OutboxStore;
  readonly send: (input: VerdictInput) => Promise<VerdictAnswer>;
  /** Calls back after so many milliseconds; the returned function calls it off. */
  readonly wait: (milliseconds: number, then: () => void) => () => void;
  readonly now: () => number;
  readonly onSaved: (entry: OutboxEntry, answer: VerdictAnswer) => void;
  readonly onRefused: (entry: OutboxEntry) => void;
}

/** Pauses between attempts: short enough to catch a hiccup, never more than half a minute. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** Sends answers in order, one at a time, each until it has arrived; the server counts a replayed key once. */
export class VerdictOutbox {
  readonly #around: OutboxSurroundings;
  readonly #listeners = new Set<() => void>();
  /** Answers that have arrived on this page: an undo pressed before the screen knew of one still finds its id. */
  readonly #arrived = new Map<string, VerdictAnswer>();
  #entries: readonly OutboxEntry[] = [];
  #view: OutboxView = { unsent: [], refused: [], offlineSince: null, isKept: true };
  #isSending = false;
  #failures = 0;
  #callOff: (() => void) | null = null;
  #isClosed = false;

  constructor(around: OutboxSurroundings) {
    this.#around = around;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): OutboxView => this.#view;

  /** Takes up what an earlier page left behind and returns it. */
  async open(): Promise<readonly OutboxEntry[]> {
    this.#isClosed = false;
    const kept = await this.#around.store.load().catch(() => {
      this.#show({ isKept: false });
      return [];
    });
    const known = new Set(this.#entries.map(keyOf));
    this.#change([...kept.filter((entry) => !known.has(keyOf(entry))), ...this.#entries]);
    void this.#sendNext();
    return kept;
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff?.();
    this.#callOff = null;
  }

  add(entry: OutboxEntry): void {
    const completed = this.#complete(entry);
    if (completed === null) return;
    this.#change([...this.#entries, completed]);
    this.#keep(completed);
    void this.#sendNext();
  }

  /** Tries at once, not after the pause: the connection is back, or the person asked. */
  retryNow(): void {
    this.#callOff?.();
    this.#callOff = null;
    void this.#sendNext();
  }

  dismiss(key: string): void {
    this.#change(this.#entries.filter((entry) => keyOf(entry) !== key));
    this.#forget(key);
  }

  #complete(entry: OutboxEntry): OutboxEntry | null {
    const key = entry.supersedesKey ?? entry.lentByKey;
    const answer = key === null ? undefined : this.#arrived.get(key);
    if (key === null || answer === undefined) return entry;
    return settle([entry], key, answer)[0] ?? null;
  }

  async #sendNext(): Promise<void> {
    if (this.#isSending || this.#isClosed || this.#callOff !== null) return;
    const entry = nextEntry(this.#entries);
    if (entry === null) return;
    this.#isSending = true;
    try {
      const answer = await this.#around.send(entry.input);
      this.#failures = 0;
      this.#arrived.set(keyOf(entry), answer);
      this.#show({ offlineSince: null });
      this.#replace(settle(this.#entries, keyOf(entry), answer));
      this.#around.onSaved(entry, answer);
    } catch (error) {
      if (isFinal(error)) {
        this.#failures = 0;
        this.#show({ offlineSince: null });
        this.#replace(refuse(this.#entries, keyOf(entry), error.message));
        this.#around.onRefused(entry);
      } else {
        this.#pause(error);
        return;
      }
    } finally {
      this.#isSending = false;
    }
    await this.#sendNext();
  }

  #pause(error: unknown): void {
    const pause = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)] ?? 30_000;
    this.#failures += 1;
    const isOffline = error instanceof RequestError && error.status === 0;
    this.#show({ offlineSince: isOffline ? (this.#view.offlineSince ?? this.#around.now()) : null });
    if (this.#isClosed) return;
    this.#callOff = this.#around.wait(pause, () => {
      this.#callOff = null;
      void this.#sendNext();
    });
  }

  /** Stores what changed between two lists, so that a reload finds the same. */
  #replace(entries: readonly OutboxEntry[]): void {
    const before = this.#entries;
    this.#change(entries);
    const left = new Map(entries.map((entry) => [keyOf(entry), entry]));
    for (const entry of before) {
      const now = left.get(keyOf(entry));
      if (now === undefined) this.#forget(keyOf(entry));
      else if (now !== entry) this.#keep(now);
    }
  }

  #keep(entry: OutboxEntry): void {
    this.#around.store.put(entry).catch(() => this.#show({ isKept: false }));
  }

  #forget(key: string): void {
    this.#around.store.remove(key).catch(() => this.#show({ isKept: false }));
  }

  #change(entries: readonly OutboxEntry[]): void {
    this.#entries = entries;
    this.#show({
      unsent: entries.filter((entry) => entry.refusal === null),
      refused: entries.filter((entry) => entry.refusal !== null),
    });
  }

  #show(changed: Partial<OutboxView>): void {
    this.#view = { ...this.#view, ...changed };
    for (const listener of this.#listeners) listener();
  }
}

/**
 * A refusal that another attempt can't mend. Everything else is tried again: no answer, a busy or restarting server,
 * a sign-in that ran out, or a page that some network put in the server's place.
 */
function isFinal(error: unknown): error is RequestError {
  if (!(error instanceof RequestError)) return false;
  return error.status >= 400 && error.status < 500 && ![401, 408, 425, 429].includes(error.status);
}
