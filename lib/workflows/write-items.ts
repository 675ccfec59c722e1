import type pg from "pg";
import { copyProblems, type NewProblem } from "@/lib/db/import-problem-writes";
import { type ImportCounts, settleBatch } from "@/lib/db/import-writes";
import type { IntakeItem } from "@/lib/intake/intake-item";
import type { Pseudonymizer } from "@/lib/intake/pseudonyms/pseudonymize-session";
import { ImportCanceledError } from "@/lib/workflows/import-progress";
import type { ImportTally } from "@/lib/workflows/import-tally";
import { type BatchedSession, writeSessionBatch } from "@/lib/workflows/write-session-batch";

/** A batch is one transaction: large enough for COPY to pay, small enough that memory stays flat. */
const BATCH_SESSIONS = 250;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const BATCH_PROBLEMS = 2000;

export interface ItemsToWrite {
  readonly projectId: string;
  readonly importId: string;
  readonly items: AsyncIterable<IntakeItem>;
  /** So many of the first items were settled before. */
  readonly settled: number;
  readonly skipDuplicates: boolean;
  readonly pseudonymize: Pseudonymizer | null;
  readonly tally: ImportTally;
  /** Bytes of the files read so far. */
  readonly bytesRead: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onBatch?: ((counts: ImportCounts) => void) | undefined;
}

interface Batch {
  readonly sessions: BatchedSession[];
  readonly problems: NewProblem[];
  readonly leftOut: Map<string, number>;
  readonly replaced: Record<string, number>;
  characters: number;
  /** Items settled once it is in. */
  settled: number;
}

const emptyBatch = (settled: number): Batch => ({
  sessions: [],
  problems: [],
  leftOut: new Map(),
  replaced: {},
  characters: 0,
  settled,
});

/**
 * Writes what files hold, batch by batch: dialogues, problems, counts and the place in the files are one transaction, so
 * that an import that goes on after a crash writes each dialogue once. While a batch is written the next one is read.
 * @throws ImportCanceledError where somebody canceled it; what was committed before is for the canceling to remove.
 */
export async function writeItems(client: pg.PoolClient, work: ItemsToWrite): Promise<void> {
  let at = 0;
  let batch = emptyBatch(work.settled);
  let writing: Promise<void> = Promise.resolve();
  const hand = async () => {
    const full = batch;
    await writing;
    work.signal?.throwIfAborted();
    writing = writeBatch(client, work, full);
    // It is waited for with the next batch; until then nobody else hears of its failure.
    writing.catch(() => undefined);
    batch = emptyBatch(full.settled);
  };
  try {
    for await (const item of work.items) {
      at += 1;
      if (at <= work.settled) continue;
      take(batch, item, work.pseudonymize);
      batch.settled = at;
      const { sessions, problems, characters } = batch;
      if (sessions.length >= BATCH_SESSIONS || characters >= BATCH_CHARACTERS || problems.length >= BATCH_PROBLEMS) {
        await hand();
      }
    }
  } catch (error) {
    // What is being written is whole and stays; its connection must be free before it is given back.
    await writing.catch(() => undefined);
    throw error;
  }
  if (batch.settled > work.settled) await hand();
  await writing;
}

function take(batch: Batch, item: IntakeItem, pseudonymize: Pseudonymizer | null): void {
  if (item.kind === "problem") {
    batch.problems.push(item);
    return;
  }
  const { file, line, goesOn } = item;
  const pseudonymized = pseudonymize?.(item.session);
  const session = pseudonymized?.session ?? item.session;
  for (const [kind, count] of Object.entries(pseudonymized?.replaced ?? {})) {
    batch.replaced[kind] = (batch.replaced[kind] ?? 0) + count;
  }
  for (const [reason, count] of Object.entries(item.leftOut)) {
    batch.leftOut.set(reason, (batch.leftOut.get(reason) ?? 0) + count);
  }
  batch.sessions.push({ file, line, goesOn, session });
  for (const { content } of session.messages) batch.characters += content.length + 64;
}

async function writeBatch(client: pg.PoolClient, work: ItemsToWrite, batch: Batch): Promise<void> {
  const { projectId, importId, tally } = work;
  await writeSessionBatch(client, projectId, importId, batch.sessions, {
    skipDuplicates: work.skipDuplicates,
    within: async (outcome) => {
      const conflicts = outcome.refused.map((refusal) => ({ file: "", column: null, excerpt: null, ...refusal }));
      const problems = [...batch.problems, ...conflicts];
      await copyProblems(client, projectId, importId, tally.refusedCount, problems);
      tally.addBatch({ ...outcome, refused: [] });
      for (const { line, reason, file } of problems) tally.refuse({ line, reason, file });
      for (const [reason, count] of batch.leftOut) tally.leaveOut(reason, count);
      if (work.pseudonymize !== null) tally.replace(batch.replaced);
      const isRunning = await settleBatch(client, projectId, importId, batch.settled, tally.counts(work.bytesRead()));
      if (!isRunning) throw new ImportCanceledError();
    },
  });
  work.onBatch?.(tally.counts(work.bytesRead()));
}
