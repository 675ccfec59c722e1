import type pg from "pg";
import { analyzeImportedTables } from "@/lib/db/analyze-tables";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import {
  createImport,
  endImport,
  holdRunningImport,
  type ImportCounts,
  type NewImport,
  releaseRunningImport,
  updateImportProgress,
} from "@/lib/db/import-writes";
import { AppError } from "@/lib/kernel/app-error";
import { parseSessionLine, TOO_LONG } from "@/lib/trajectory/parse-session-line";
import { readLines } from "@/lib/trajectory/read-lines";
import { ImportTally } from "@/lib/workflows/import-tally";
import { type BatchedSession, writeSessionBatch } from "@/lib/workflows/write-session-batch";

/** A batch is one transaction: large enough for COPY to pay, small enough that memory stays flat. */
const BATCH_SESSIONS = 200;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Least time between two updates of the progress, ms. */
const PROGRESS_INTERVAL_MS = 300;

export interface ImportRequest extends NewImport {
  /** The file's bytes; read once, never held as a whole. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Called a few times a second at most. */
  readonly onProgress?: (counts: ImportCounts) => void;
}

/**
 * Brings a session-format file into a project: good lines go in, bad ones are reported by line and reason, and what is
 * known already is counted as unchanged. Every batch of lines is a transaction of its own, so an import that was
 * interrupted is simply run again and adds only what is missing. A dialogue in which the client never speaks goes in
 * with no turn: it is a trajectory all the same, and its one round is counted as left out.
 * @throws AppError `invalid` where nothing of the file could be taken, `unavailable` where it was cut off; the row of
 * the import then says so too.
 */
export async function importSessions(request: ImportRequest): Promise<ImportCounts> {
  const { projectId, importId } = request;
  if (!(await createImport(request))) {
    throw new AppError("conflict", "This upload has arrived before. Choose the file again to send it once more.");
  }
  const progress = new Progress(request);
  let broken: Error | undefined;
  let client: pg.PoolClient | undefined;
  try {
    client = await databasePool().connect();
    await holdRunningImport(client, importId);
    await readAndWrite(client, request, progress);
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    const { trajectories, unchanged } = progress.counts();
    const failure = `The import stopped after ${trajectories + unchanged} trajectories. They are kept; import the same file again to add the rest.`;
    // Where the database itself is gone, the sweep finds the import later.
    await endImport(projectId, importId, progress.counts(), failure).catch(() => false);
    throw new AppError("unavailable", failure, { cause: error });
  } finally {
    if (client !== undefined && broken === undefined) await releaseRunningImport(client, importId);
    // A connection that broke, or that may still be in a transaction, is not for the next one to use.
    client?.release(broken);
  }
  return finish(request, progress);
}

/** Where an import stands, told at most every {@link PROGRESS_INTERVAL_MS}. */
class Progress {
  readonly tally = new ImportTally();
  readonly #request: ImportRequest;
  #bytesRead = 0;
  #lastReport = 0;
  /** A NUL byte or the mark of a compressed file: the file is no text, whatever its lines are refused for. */
  looksBinary = false;

  constructor(request: ImportRequest) {
    this.#request = request;
  }

  counts(): ImportCounts {
    return this.tally.counts(this.#bytesRead);
  }

  async *measure(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      this.#bytesRead += chunk.length;
      if (chunk.includes(0)) this.looksBinary = true;
      yield chunk;
      await this.#report();
    }
  }

  async #report(): Promise<void> {
    if (performance.now() - this.#lastReport < PROGRESS_INTERVAL_MS) return;
    this.#lastReport = performance.now();
    const { projectId, importId, onProgress } = this.#request;
    await updateImportProgress(projectId, importId, this.counts());
    onProgress?.(this.counts());
  }
}

async function readAndWrite(client: pg.PoolClient, request: ImportRequest, progress: Progress): Promise<void> {
  let batch: BatchedSession[] = [];
  let batchBytes = 0;
  const flush = async () => {
    progress.tally.addBatch(await writeSessionBatch(client, request.projectId, request.importId, batch));
    batch = [];
    batchBytes = 0;
  };
  for await (const line of readLines(progress.measure(request.source))) {
    if (line.tooLong) {
      progress.tally.refuse({ line: line.line, reason: TOO_LONG });
      continue;
    }
    const parsed = parseSessionLine(line.bytes);
    if (!parsed.ok) {
      progress.tally.refuse({ line: line.line, reason: parsed.refusal.reason });
      continue;
    }
    batch.push({ line: line.line, session: parsed.value });
    batchBytes += line.bytes.length;
    if (batch.length >= BATCH_SESSIONS || batchBytes >= BATCH_BYTES) await flush();
  }
  if (batch.length > 0) await flush();
}

async function finish(request: ImportRequest, progress: Progress): Promise<ImportCounts> {
  const { projectId, importId, actorId, fileName } = request;
  const counts = progress.counts();
  const failure = explainNothingTaken(fileName, counts, progress.looksBinary);
  await database.$transaction(async (transaction) => {
    await endImport(projectId, importId, counts, failure, transaction);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: failure === null ? "import.finished" : "import.failed",
      subjectId: importId,
      detail: {
        fileName,
        trajectories: counts.trajectories,
        messages: counts.messages,
        turns: counts.turns,
        unchanged: counts.unchanged,
        refused: counts.refusedCount,
      },
    });
  });
  if (failure !== null) throw new AppError("invalid", failure);
  if (counts.trajectories > 0) await analyzeImportedTables();
  request.onProgress?.(counts);
  return counts;
}

/** Why nothing of a file could be taken, in one sentence; null where something was, or is there already. */
function explainNothingTaken(fileName: string, counts: ImportCounts, looksBinary: boolean): string | null {
  if (counts.trajectories + counts.unchanged > 0) return null;
  if (counts.refusedCount === 0) return `${fileName} is empty: it has no dialogue. Each line must hold one as JSON.`;
  if (looksBinary) {
    return `${fileName} is not a text file. Import JSON Lines in UTF-8, not compressed: one dialogue a line.`;
  }
  const [first] = counts.refused;
  const lines = counts.refusedCount === 1 ? "its only line was" : `all ${counts.refusedCount} lines were`;
  return `Nothing of ${fileName} could be imported; ${lines} refused. Line ${first?.line}: ${first?.reason}`;
}
