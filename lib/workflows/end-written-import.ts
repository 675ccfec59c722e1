import { analyzeImportedTables } from "@/lib/db/analyze-tables";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { endImport, type ImportCounts } from "@/lib/db/import-writes";
import type { ImportFormat } from "@/lib/trajectory/formats/import-options";
import { ImportCanceledError } from "@/lib/workflows/import-progress";

interface WrittenImport {
  readonly projectId: string;
  readonly importId: string;
  readonly actorId: string;
  readonly fileName: string;
  readonly format: ImportFormat;
}

/**
 * running → finished, or failed where nothing of the files could be taken; gives why, in words for the person.
 * @throws ImportCanceledError where somebody canceled it at the last moment
 */
export async function endWrittenImport(written: WrittenImport, counts: ImportCounts): Promise<string | null> {
  const { projectId, importId, actorId, fileName, format } = written;
  const failure = explainNothing(fileName, counts);
  await database.$transaction(async (transaction) => {
    if (!(await endImport(projectId, importId, counts, failure, transaction))) throw new ImportCanceledError();
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: failure === null ? "import.finished" : "import.failed",
      subjectId: importId,
      detail: {
        fileName,
        format,
        trajectories: counts.trajectories,
        messages: counts.messages,
        turns: counts.turns,
        unchanged: counts.unchanged,
        duplicates: counts.duplicates,
        refused: counts.refusedCount,
        ...(counts.replaced === null ? {} : { replaced: { ...counts.replaced } }),
      },
    });
  });
  if (counts.trajectories > 0) await analyzeImportedTables();
  return failure;
}

function explainNothing(fileName: string, counts: ImportCounts): string | null {
  const { refusedCount, refused } = counts;
  if (counts.trajectories + counts.unchanged + counts.duplicates > 0) return null;
  const [first] = refused;
  if (first === undefined) return `${fileName} holds no dialogue.`;
  const places = refusedCount === 1 ? "its only record was" : `all ${refusedCount} records were`;
  return `Nothing of ${fileName} could be imported; ${places} refused. Line ${first.line}: ${first.reason}`;
}
