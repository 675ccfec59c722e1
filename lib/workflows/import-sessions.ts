import type pg from "pg";
import { analyzeImportedTables } from "@/lib/db/analyze-tables";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import {
  createImport,
  endImport,
  holdRunningImport,
  type ImportCounts,
  releaseRunningImport,
} from "@/lib/db/import-writes";
import { AppError } from "@/lib/kernel/app-error";
import { parseSessionLine, TOO_LONG } from "@/lib/trajectory/parse-session-line";
import { readLines } from "@/lib/trajectory/read-lines";
import { ImportProgress, type ImportRequest } from "@/lib/workflows/import-progress";
import { type BatchedSession, writeSessionBatch } from "@/lib/workflows/write-session-batch";

/** A batch is one transaction: large enough for COPY to pay, small enough that memory stays flat. */
const BATCH_SESSIONS = 200;
const BATCH_BYTES = 8 * 1024 * 1024;

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
  const progress = new ImportProgress(request);
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

async function readAndWrite(client: pg.PoolClient, request: ImportRequest, progress: ImportProgress): Promise<void> {
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

async function finish(request: ImportRequest, progress: ImportProgress): Promise<ImportCounts> {
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
