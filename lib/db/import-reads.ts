import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Import } from "@/lib/db/generated/client";
import type { ImportView } from "@/lib/queries/pipeline-contract";

/** The history shows this many; older imports stay in the table. */
const LISTED_IMPORTS = 50;

const refusedColumn = z.array(z.object({ line: z.number().int(), reason: z.string(), file: z.string().optional() }));
const leftOutColumn = z.record(z.string(), z.number().int());

function viewOf(row: Import): ImportView {
  return {
    id: row.id,
    fileName: row.fileName,
    state: row.state,
    bytesRead: Number(row.bytesRead),
    bytesTotal: row.bytesTotal === null ? null : Number(row.bytesTotal),
    trajectories: row.trajectories,
    messages: row.messages,
    turns: row.turns,
    unchanged: row.unchanged,
    duplicates: row.duplicates,
    replaced: row.replaced === null ? null : leftOutColumn.parse(row.replaced),
    kept: row.kept,
    isCancelable: row.files !== null && (row.state === "waiting" || row.state === "running"),
    refusedCount: row.refusedCount,
    refused: refusedColumn.parse(row.refused),
    leftOut: leftOutColumn.parse(row.leftOut),
    failure: row.failure,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** The newest imports first. */
export async function listImports(projectId: string): Promise<ImportView[]> {
  const rows = await database.import.findMany({
    where: { projectId },
    orderBy: { startedAt: "desc" },
    take: LISTED_IMPORTS,
  });
  return rows.map(viewOf);
}

export async function findImport(projectId: string, importId: string): Promise<ImportView | null> {
  const row = await database.import.findUnique({ where: { projectId_id: { projectId, id: importId } } });
  return row === null ? null : viewOf(row);
}
