import type { ImportCounts, Refusal } from "@/lib/db/import-writes";

/** Refusals kept in the row and in the answer; beyond them only the count grows. */
const KEPT_REFUSALS = 1000;

/** What one batch did. */
export interface BatchOutcome {
  readonly trajectories: number;
  readonly messages: number;
  readonly turns: number;
  readonly unchanged: number;
  /** Skipped: here already under another id. */
  readonly duplicates: number;
  readonly refused: readonly Refusal[];
  /** Rounds that are no decision point, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The counts of a running import. */
export class ImportTally {
  #trajectories = 0;
  #messages = 0;
  #turns = 0;
  #unchanged = 0;
  #duplicates = 0;
  #refusedCount = 0;
  readonly #refused: Refusal[] = [];
  readonly #leftOut = new Map<string, number>();
  #replaced: Map<string, number> | null = null;

  /** @param begun what an import that goes on had counted before. */
  constructor(begun?: ImportCounts) {
    if (begun === undefined) return;
    this.#trajectories = begun.trajectories;
    this.#messages = begun.messages;
    this.#turns = begun.turns;
    this.#unchanged = begun.unchanged;
    this.#duplicates = begun.duplicates;
    this.#refusedCount = begun.refusedCount;
    this.#refused.push(...begun.refused);
    this.#leftOut = new Map(Object.entries(begun.leftOut));
    this.#replaced = begun.replaced === null ? null : new Map(Object.entries(begun.replaced));
  }

  get refusedCount(): number {
    return this.#refusedCount;
  }

  replace(counts: Readonly<Record<string, number>>): void {
    this.#replaced ??= new Map();
    for (const [kind, count] of Object.entries(counts))
      this.#replaced.set(kind, (this.#replaced.get(kind) ?? 0) + count);
  }

  refuse(refusal: Refusal): void {
    this.#refusedCount += 1;
    if (this.#refused.length < KEPT_REFUSALS) this.#refused.push(refusal);
  }

  leaveOut(reason: string, count = 1): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + count);
  }

  /** What was there already, as a whole. */
  keepUnchanged(): void {
    this.#unchanged += 1;
  }

  addBatch(batch: BatchOutcome): void {
    this.#trajectories += batch.trajectories;
    this.#messages += batch.messages;
    this.#turns += batch.turns;
    this.#unchanged += batch.unchanged;
    this.#duplicates += batch.duplicates;
    for (const refusal of batch.refused) this.refuse(refusal);
    for (const [reason, count] of Object.entries(batch.leftOut)) this.leaveOut(reason, count);
  }

  counts(bytesRead: number): ImportCounts {
    return {
      bytesRead,
      trajectories: this.#trajectories,
      messages: this.#messages,
      turns: this.#turns,
      unchanged: this.#unchanged,
      duplicates: this.#duplicates,
      replaced: this.#replaced === null ? null : Object.fromEntries(this.#replaced),
      refusedCount: this.#refusedCount,
      // Conflicts are found a batch later than lines that can't be read, so the order of arrival isn't the file's.
      refused: [...this.#refused].sort((a, b) => a.line - b.line),
      leftOut: Object.fromEntries(this.#leftOut),
    };
  }
}
