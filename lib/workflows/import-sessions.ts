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
import type { IntakeItem } from "@/lib/intake/intake-item";
import { AppError } from "@/lib/kernel/app-error";
import { parseSessionLine, TOO_LONG } from "@/lib/trajectory/parse-session-line";
import { readLines } from "@/lib/trajectory/read-lines";
import { ImportProgress, type ImportRequest } from "@/lib/workflows/import-progress";
import { writeItems } from "@/lib/workflows/write-items";

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

async function* readSessions(
  source: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<IntakeItem, void, undefined> {
  const problem = { kind: "problem", file, column: null, excerpt: null } as const;
  for await (const line of readLines(source)) {
    if (line.tooLong) {
      yield { ...problem, line: line.line, reason: TOO_LONG };
      continue;
    }
    const parsed = parseSessionLine(line.bytes);
    yield parsed.ok
      ? { kind: "dialogue", file, line: line.line, session: parsed.value, goesOn: false, leftOut: {} }
      : { ...problem, line: line.line, ...parsed.refusal };
  }
}

async function readAndWrite(client: pg.PoolClient, request: ImportRequest, progress: ImportProgress): Promise<void> {
  const { projectId, importId, fileName } = request;
  await writeItems(client, {
    projectId,
    importId,
    items: readSessions(progress.measure(request.source), fileName),
    settled: 0,
    skipDuplicates: false,
    pseudonymize: null,
    tally: progress.tally,
    bytesRead: () => progress.counts().bytesRead,
  });
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
