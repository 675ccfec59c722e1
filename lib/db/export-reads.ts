import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Export } from "@/lib/db/generated/client";
import { graderLabel } from "@/lib/grading/grader-label";
import type { ExportView } from "@/lib/queries/pipeline-contract";

/** The history shows this many; older exports stay in the table and in the data folder. */
const LISTED_EXPORTS = 50;

const manifestColumn = z.object({ rows: z.object({ leftOut: z.record(z.string(), z.number().int()) }) });

function viewOf(row: Export, labels: ReadonlyMap<string, string>): ExportView {
  const leftOut = row.manifest === null ? {} : manifestColumn.parse(row.manifest).rows.leftOut;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    rowsWritten: row.rowsWritten,
    rowsTotal: row.rowsTotal,
    bytes: row.bytes === null ? null : Number(row.bytes),
    sha256: row.sha256,
    // The manifest lists every reason; people see those that left something out.
    leftOut: Object.fromEntries(Object.entries(leftOut).filter(([, count]) => count > 0)),
    graderLabel: row.graderVersionId === null ? null : (labels.get(row.graderVersionId) ?? null),
    failure: row.failure,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

async function viewRows(projectId: string, rows: readonly Export[]): Promise<ExportView[]> {
  const versions = await database.graderVersion.findMany({
    where: { projectId, id: { in: rows.flatMap((row) => row.graderVersionId ?? []) } },
    select: { id: true, number: true, grader: { select: { name: true } } },
  });
  const labels = new Map(versions.map(({ id, number, grader }) => [id, graderLabel(grader.name, number)]));
  return rows.map((row) => viewOf(row, labels));
}

/** The newest exports first. */
export async function listExports(projectId: string): Promise<ExportView[]> {
  const rows = await database.export.findMany({
    where: { projectId },
    orderBy: { createdAt: "desc" },
    take: LISTED_EXPORTS,
  });
  return viewRows(projectId, rows);
}

export async function findExport(projectId: string, exportId: string): Promise<ExportView | null> {
  const row = await database.export.findUnique({ where: { projectId_id: { projectId, id: exportId } } });
  return row === null ? null : ((await viewRows(projectId, [row]))[0] ?? null);
}

export interface ExportToBuild {
  readonly kind: "training" | "reward";
  readonly graderVersionId: string;
  readonly verdictOrdinal: bigint;
  readonly actorId: string;
  readonly projectName: string;
}

/** What an export that has not ended is to be built from. */
export async function findExportToBuild(projectId: string, exportId: string): Promise<ExportToBuild | null> {
  const row = await database.export.findFirst({
    where: { projectId, id: exportId, state: { in: ["waiting", "running"] } },
    include: { project: { select: { name: true } } },
  });
  if (row === null || row.graderVersionId === null) return null;
  return {
    kind: row.kind,
    graderVersionId: row.graderVersionId,
    verdictOrdinal: row.verdictOrdinal,
    actorId: row.actorId,
    projectName: row.project.name,
  };
}

export interface BuiltExport {
  readonly kind: "training" | "reward";
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: z.output<typeof jsonColumn>;
}

const jsonColumn = z.json();

export async function findBuiltExport(projectId: string, exportId: string): Promise<BuiltExport | null> {
  const row = await database.export.findFirst({ where: { projectId, id: exportId, state: "finished" } });
  if (row === null || row.bytes === null || row.sha256 === null) return null;
  return { kind: row.kind, bytes: Number(row.bytes), sha256: row.sha256, manifest: jsonColumn.parse(row.manifest) };
}

/** Turns (training rows) or responses (reward rows) that an export looks at. */
export async function countExportRows(projectId: string, kind: "training" | "reward"): Promise<number> {
  return kind === "training"
    ? database.turn.count({ where: { projectId } })
    : database.response.count({ where: { projectId } });
}
