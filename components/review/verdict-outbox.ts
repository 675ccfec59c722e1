import {
  type Arrival,
  keyOf,
  nextEntry,
  type OutboxEntry,
  type OutboxInput,
  refuse,
  settle,
} from "@/components/review/outbox-entry";
import type { OutboxChange, OutboxNews, OutboxStore } from "@/components/review/outbox-store";
import type { SentAnswer } from "@/components/review/send-answer";
import { RequestError } from "@/lib/queries/request-json";

export interface OutboxView {
  readonly unsent: readonly OutboxEntry[];
  readonly refused: readonly OutboxEntry[];
  /** While attempts get no answer: when that began (milliseconds since 1970). */
  readonly offlineSince: number | null;
  /** True while the server asks for a sign-in: answers wait for it. */
  readonly isSignedOut: boolean;
  /** False where this browser doesn't let us keep answers: they would be lost with the tab. */
  readonly isKept: boolean;
}

export const EMPTY_OUTBOX: OutboxView = {
  unsent: [],
  refused: [],
  offlineSince: null,
  isSignedOut: false,
  isKept: true,
};

export interface OutboxSurroundings {
  readonly store: OutboxStore;
  readonly send: (input: OutboxInput) => Promise<SentAnswer>;
  /** Runs the work while no other tab runs its own. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Tells the other tabs. */
  readonly tell: (news: OutboxNews) => void;
  /** Calls back after so many milliseconds; the returned function calls it off. */
  readonly wait: (milliseconds: number, then: () => void) => () => void;
  readonly now: () => number;
  readonly onSaved: (entry: OutboxEntry, answer: SentAnswer) => void;
  readonly onRefused: (entry: OutboxEntry) => void;
}

/** Pauses between attempts: short enough to catch a hiccup, never more than half a minute. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Sends answers in order, one at a time over all tabs, each until it has arrived; the server counts a replayed key once.
 * The store is the truth that the tabs share; what is held here is a picture of it, renewed whenever this tab may send.
 */
export class VerdictOutbox {
  readonly #around: OutboxSurroundings;
  readonly #listeners = new Set<() => void>();
  /** What answers came to, of this tab and of others: an undo pressed before the screen knew of one still finds its id. */
  readonly #arrived = new Map<string, Arrival>();
  /** Changes on their way into the store, which a load might miss. */
  readonly #unwritten = new Set<OutboxChange>();
  #entries: readonly OutboxEntry[] = [];
  #view: OutboxView = EMPTY_OUTBOX;
  #isSending = false;
  #isAskedAgain = false;
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
    const kept = await this.#reload();
    void this.#send();
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
    this.#write({ put: [completed] });
    this.#around.tell({ kind: "added", entry: completed });
    void this.#send();
  }

  /** Tries at once, not after the pause: the connection is back, or the person asked. */
  retryNow(): void {
    this.#callOff?.();
    this.#callOff = null;
    void this.#send();
  }

  dismiss(key: string): void {
    this.#change(this.#entries.filter((entry) => keyOf(entry) !== key));
    this.#write({ removed: [key] });
    this.#around.tell({ kind: "dismissed", key });
  }

  /** What another tab did. Should that tab go away before it has sent an answer, this one is next in line. */
  hear(news: OutboxNews): void {
    switch (news.kind) {
      case "added": {
        const known = this.#entries.some((entry) => keyOf(entry) === keyOf(news.entry));
        if (!known) this.#change([...this.#entries, news.entry]);
        void this.#send();
        break;
      }
      case "arrived":
        this.#arrived.set(news.arrival.key, news.arrival);
        this.#replace(settle(this.#entries, news.arrival));
        this.#reached();
        break;
      case "refused":
        this.#change(refuse(this.#entries, keyOf(news.entry), news.entry.refusal ?? ""));
        break;
      case "dismissed":
        this.#change(this.#entries.filter((entry) => keyOf(entry) !== news.key));
        break;
    }
  }

  #complete(entry: OutboxEntry): OutboxEntry | null {
    const arrival = this.#arrived.get(entry.supersedesKey ?? entry.lentByKey ?? "");
    return arrival === undefined ? entry : (settle([entry], arrival)[0] ?? null);
  }

  /** Reads what the tabs share, and returns it completed. */
  async #reload(): Promise<readonly OutboxEntry[]> {
    const before = [...this.#unwritten];
    try {
      const { entries, arrivals } = await this.#around.store.load();
      for (const arrival of arrivals) this.#arrived.set(arrival.key, arrival);
      const pending = [...new Set([...before, ...this.#unwritten])];
      const removed = new Set(pending.flatMap((change) => change.removed ?? []));
      const shared = new Map(entries.map((entry) => [keyOf(entry), entry]));
      for (const change of pending) for (const entry of change.put ?? []) shared.set(keyOf(entry), entry);
      const open = [...shared.values()].filter((entry) => !removed.has(keyOf(entry)));
      this.#change(open.flatMap((entry) => this.#complete(entry) ?? []));
    } catch {
      this.#show({ isKept: false });
    }
    return this.#entries;
  }

  async #send(): Promise<void> {
    if (this.#isClosed || this.#callOff !== null) return;
    if (this.#isSending) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isSending = true;
    try {
      do {
        this.#isAskedAgain = false;
        await this.#around.alone(() => this.#sendAll());
      } while (this.#isAskedAgain && this.#callOff === null && !this.#isClosed);
    } finally {
      this.#isSending = false;
    }
  }

  /** Everything that waits, in order, until there is no more or the line is cut. */
  async #sendAll(): Promise<void> {
    if (this.#view.isKept && this.#entries.length > 0) await this.#reload();
    for (let entry = nextEntry(this.#entries); entry !== null; entry = nextEntry(this.#entries)) {
      if (this.#isClosed) return;
      try {
        await this.#take(entry, await this.#around.send(entry.input));
      } catch (error) {
        if (!isFinal(error)) {
          this.#pause(error);
          return;
        }
        await this.#giveUp(entry, error.message);
      }
    }
  }

  async #take(entry: OutboxEntry, answer: SentAnswer): Promise<void> {
    const arrival: Arrival = {
      key: keyOf(entry),
      verdictId: answer.standingId,
      handOutId: answer.verdict?.served?.handOutId ?? null,
      at: new Date(this.#around.now()).toISOString(),
    };
    this.#arrived.set(arrival.key, arrival);
    this.#reached();
    const written = this.#replace(settle(this.#entries, arrival), arrival);
    this.#around.tell({ kind: "arrived", entry, arrival });
    this.#around.onSaved(entry, answer);
    // The next tab in line must find this one gone.
    await written;
  }

  async #giveUp(entry: OutboxEntry, reason: string): Promise<void> {
    this.#reached();
    const written = this.#replace(refuse(this.#entries, keyOf(entry), reason));
    this.#around.tell({ kind: "refused", entry: { ...entry, refusal: reason } });
    this.#around.onRefused(entry);
    await written;
  }

  #reached(): void {
    this.#failures = 0;
    if (this.#view.offlineSince !== null || this.#view.isSignedOut) {
      this.#show({ offlineSince: null, isSignedOut: false });
    }
  }

  #pause(error: unknown): void {
    const pause = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)] ?? 30_000;
    this.#failures += 1;
    const status = error instanceof RequestError ? error.status : null;
    this.#show({
      offlineSince: status === 0 ? (this.#view.offlineSince ?? this.#around.now()) : null,
      isSignedOut: status === 401,
    });
    if (this.#isClosed) return;
    this.#callOff = this.#around.wait(pause, () => {
      this.#callOff = null;
      void this.#send();
    });
  }

  /** Stores what changed between two lists, so that a reload finds the same. */
  #replace(entries: readonly OutboxEntry[], arrival?: Arrival): Promise<void> {
    const before = this.#entries;
    this.#change(entries);
    const left = new Map(entries.map((entry) => [keyOf(entry), entry]));
    const removed = before.map(keyOf).filter((key) => !left.has(key));
    const known = new Set(before);
    const put = entries.filter((entry) => !known.has(entry));
    if (arrival === undefined && removed.length === 0 && put.length === 0) return Promise.resolve();
    return this.#write(arrival === undefined ? { put, removed } : { put, removed, arrival });
  }

  async #write(change: OutboxChange): Promise<void> {
    this.#unwritten.add(change);
    try {
      await this.#around.store.write(change);
    } catch {
      this.#show({ isKept: false });
    } finally {
      this.#unwritten.delete(change);
    }
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
