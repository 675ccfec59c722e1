import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Export } from "@/lib/db/generated/client";
import { type ExportFormat, type ExportSettings, exportSettingsSchema, SPLITS } from "@/lib/export/export-settings";
import { graderLabel } from "@/lib/grading/grader-label";
import type { ExportView } from "@/lib/queries/pipeline-contract";

/** The history shows this many; older exports stay in the table and in the data folder. */
const LISTED_EXPORTS = 50;

const manifestColumn = z.object({
  rows: z.object({ in: z.number().int().optional(), leftOut: z.record(z.string(), z.number().int()) }),
  files: z
    .array(
      z.object({
        name: z.string(),
        split: z.enum(SPLITS).nullable(),
        rows: z.number().int(),
        bytes: z.number(),
        sha256: z.string(),
      }),
    )
    .default([]),
});

function viewOf(row: Export, labels: ReadonlyMap<string, string>): ExportView {
  const manifest = row.manifest === null ? null : manifestColumn.parse(row.manifest);
  return {
    id: row.id,
    format: row.format,
    state: row.state,
    settings: exportSettingsSchema.parse(row.settings),
    rowsWritten: row.rowsWritten,
    rowsTotal: row.rowsTotal,
    bytes: row.bytes === null ? null : Number(row.bytes),
    sha256: row.sha256,
    // The manifest lists every reason; people see those that left something out.
    leftOut: Object.fromEntries(Object.entries(manifest?.rows.leftOut ?? {}).filter(([, count]) => count > 0)),
    files: manifest?.files ?? [],
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
  readonly format: ExportFormat;
  readonly settings: ExportSettings;
  readonly graderVersionId: string;
  readonly verdictOrdinal: bigint;
  readonly trajectoryOrdinal: bigint | null;
  readonly actorId: string;
  readonly projectName: string;
  readonly domainProfile: string;
}

/** What an export that has not ended is to be built from. */
export async function findExportToBuild(projectId: string, exportId: string): Promise<ExportToBuild | null> {
  const row = await database.export.findFirst({
    where: { projectId, id: exportId, state: { in: ["waiting", "running"] } },
    include: { project: { select: { name: true, domainProfile: true } } },
  });
  if (row === null || row.graderVersionId === null) return null;
  return {
    format: row.format,
    settings: exportSettingsSchema.parse(row.settings),
    graderVersionId: row.graderVersionId,
    verdictOrdinal: row.verdictOrdinal,
    trajectoryOrdinal: row.trajectoryOrdinal,
    actorId: row.actorId,
    projectName: row.project.name,
    domainProfile: row.project.domainProfile,
  };
}

export interface BuiltExport {
  readonly format: ExportFormat;
  readonly manifest: z.output<typeof jsonColumn>;
}

const jsonColumn = z.json();

export async function findBuiltExport(projectId: string, exportId: string): Promise<BuiltExport | null> {
  const row = await database.export.findFirst({ where: { projectId, id: exportId, state: "finished" } });
  if (row === null || row.manifest === null) return null;
  return { format: row.format, manifest: jsonColumn.parse(row.manifest) };
}

/** What an export looks at, counted: turns, responses or trajectories up to its cut. */
export async function countExportRows(
  projectId: string,
  looksAt: "turns" | "responses" | "trajectories",
  trajectoryCut: bigint | null,
): Promise<number> {
  const trajectory = trajectoryCut === null ? {} : { ordinal: { lte: trajectoryCut } };
  switch (looksAt) {
    case "trajectories":
      return database.trajectory.count({ where: { projectId, ...trajectory } });
    case "turns": {
      const { _sum } = await database.trajectory.aggregate({
        where: { projectId, ...trajectory },
        _sum: { turnCount: true },
      });
      return _sum.turnCount ?? 0;
    }
    case "responses":
      return database.response.count({ where: { projectId } });
  }
}

/** What rows say of the project itself. */
export async function findExportContext(
  projectId: string,
): Promise<{ readonly project: string; readonly domain: string }> {
  const { name, domainProfile } = await database.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { name: true, domainProfile: true },
  });
  return { project: name, domain: domainProfile };
}
