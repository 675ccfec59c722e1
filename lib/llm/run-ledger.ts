import { findAnswers, type StoredAnswer } from "@/lib/db/llm-answer-reads";
import { type BatchOutcome, type NewAnswer, storeAnswers } from "@/lib/db/llm-answer-writes";
import type { FailureClass } from "@/lib/grading/grader";
import { whileDatabaseIsAway } from "@/lib/llm/while-database-is-away";

/** Answers of so many ms share one commit. Their slots are free again before, so the wait costs no throughput. */
const COMMIT_MS = 10;
/** Sums that no answer brings along are written after so long, ms. */
const SUMS_MS = 500;
/** A database that was killed is back within seconds. For so long, ms, paid answers are kept in memory for it. */
const PATIENCE_MS = 10 * 60_000;

interface PendingAnswer {
  readonly answer: NewAnswer;
  resolve(stored: StoredAnswer): void;
  reject(error: unknown): void;
}

interface Sums {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: bigint;
  callsReused: number;
  retriedCalls: Partial<Record<FailureClass, number>>;
}

const noSums = (): Sums => ({
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0n,
  callsReused: 0,
  retriedCalls: {},
});

/**
 * Stores the answers that one run (or nobody's run) has paid for, in group commits, one at a time, and adds up what the
 * run came to in the same statement.
 */
export class RunLedger {
  readonly #projectId: string;
  readonly #runId: string | null;
  readonly #onRun: (run: NonNullable<BatchOutcome["run"]>) => void;
  #pending: PendingAnswer[] = [];
  #sums: Sums | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timerMs = 0;
  #committing = false;
  #away: Promise<void> | null = null;

  constructor(projectId: string, runId: string | null, onRun: (run: NonNullable<BatchOutcome["run"]>) => void) {
    this.#projectId = projectId;
    this.#runId = runId;
    this.#onRun = onRun;
  }

  /** Ends when the database answers again; null while it does. Until then no further answer should be paid for. */
  get away(): Promise<void> | null {
    return this.#away;
  }

  /** Nothing waits to be written. */
  get isIdle(): boolean {
    return this.#pending.length === 0 && this.#sums === null && !this.#committing;
  }

  /** Ends when the answer is committed. Gives what stands in the ledger: another worker's answer may have been first. */
  store(answer: NewAnswer): Promise<StoredAnswer> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ answer, resolve, reject });
      this.#commitWithin(COMMIT_MS);
    });
  }

  countReused(): void {
    this.#add((sums) => {
      sums.callsReused += 1;
    });
  }

  countRetried(failureClass: FailureClass): void {
    this.#add((sums) => {
      sums.retriedCalls[failureClass] = (sums.retriedCalls[failureClass] ?? 0) + 1;
    });
  }

  /** A call that was paid for and gave nothing that can be kept. */
  countSpent(spent: { readonly inputTokens: number; readonly outputTokens: number; readonly costMicroUsd: bigint }) {
    this.#add((sums) => {
      sums.calls += 1;
      sums.inputTokens += spent.inputTokens;
      sums.outputTokens += spent.outputTokens;
      sums.costMicroUsd += spent.costMicroUsd;
    });
  }

  #add(change: (sums: Sums) => void): void {
    if (this.#runId === null) return;
    this.#sums ??= noSums();
    change(this.#sums);
    this.#commitWithin(SUMS_MS);
  }

  #commitWithin(ms: number): void {
    if (this.#committing || (this.#timer !== null && this.#timerMs <= ms)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerMs = ms;
    this.#timer = setTimeout(() => void this.#commit(), ms);
  }

  async #commit(): Promise<void> {
    this.#timer = null;
    const pending = this.#pending;
    const sums = this.#sums ?? noSums();
    this.#pending = [];
    this.#sums = null;
    this.#committing = true;
    let back: () => void = () => undefined;
    const onAway = () => {
      this.#away ??= new Promise((resolve) => {
        back = resolve;
      });
    };
    try {
      const batch = {
        projectId: this.#projectId,
        runId: this.#runId,
        answers: firstOfEach(pending.map(({ answer }) => answer)),
        extras: sums,
      };
      const { stored, run } = await whileDatabaseIsAway(PATIENCE_MS, () => storeAnswers(batch), onAway);
      await this.#settle(pending, new Set(stored.map(nameOf)), onAway);
      if (run !== null) this.#onRun(run);
    } catch (error) {
      for (const { reject } of pending) reject(error);
    } finally {
      this.#away = null;
      back();
      this.#committing = false;
      if (this.#pending.length > 0) this.#commitWithin(COMMIT_MS);
      else if (this.#sums !== null) this.#commitWithin(SUMS_MS);
    }
  }

  /** An answer that was not new is read back: the one that was there first stands for everybody. */
  async #settle(pending: readonly PendingAnswer[], isNew: ReadonlySet<string>, onAway: () => void): Promise<void> {
    const old = pending.filter(({ answer }) => !isNew.has(nameOf(answer)));
    const standing = new Map<string, StoredAnswer>();
    if (old.length > 0) {
      const hashes = [...new Set(old.map(({ answer }) => answer.requestHash))];
      const found = await whileDatabaseIsAway(PATIENCE_MS, () => findAnswers(this.#projectId, hashes), onAway);
      for (const answer of found) standing.set(nameOf(answer), answer);
    }
    for (const { answer, resolve } of pending) resolve(standing.get(nameOf(answer)) ?? answer);
  }
}

const nameOf = ({ requestHash, attempt }: { readonly requestHash: string; readonly attempt: number }) =>
  `${requestHash}:${attempt}`;

/** One statement can't meet its own rows: of the same answer twice, the first is sent. */
function firstOfEach(answers: readonly NewAnswer[]): NewAnswer[] {
  const byName = new Map<string, NewAnswer>();
  for (const answer of answers) if (!byName.has(nameOf(answer))) byName.set(nameOf(answer), answer);
  return [...byName.values()];
}
