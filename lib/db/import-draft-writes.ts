import { z } from "zod";
import { database, type Transaction } from "@/lib/db/client";
import { type DraftReport, draftReportSchema } from "@/lib/queries/import-draft-contract";
import { type ImportMapping, type ImportOptions, importOptionsSchema } from "@/lib/trajectory/formats/import-options";

export const draftFilesColumn = z.array(z.object({ name: z.string(), bytes: z.number().int().nonnegative() }));
export type DraftFile = z.output<typeof draftFilesColumn>[number];

export interface ImportDraftRow {
  readonly id: string;
  readonly state: "uploading" | "ready" | "checking" | "checked";
  readonly files: readonly DraftFile[];
  readonly options: ImportOptions | null;
  readonly report: DraftReport | null;
  readonly failure: string | null;
  readonly bytesRead: number;
  readonly actorId: string;
  readonly createdAt: Date;
}

type StoredDraft = NonNullable<Awaited<ReturnType<typeof database.importDraft.findFirst>>>;

function rowOf(row: StoredDraft): ImportDraftRow {
  const { id, state, failure, actorId, createdAt } = row;
  return {
    id,
    state,
    failure,
    actorId,
    createdAt,
    files: draftFilesColumn.parse(row.files),
    options: row.options === null ? null : importOptionsSchema.parse(row.options),
    report: row.report === null ? null : draftReportSchema.parse(row.report),
    bytesRead: Number(row.bytesRead),
  };
}

export async function findImportDraft(projectId: string, id: string): Promise<ImportDraftRow | null> {
  const row = await database.importDraft.findUnique({ where: { projectId_id: { projectId, id } } });
  return row === null ? null : rowOf(row);
}

/** The drafts of a project, newest first. */
export async function listImportDrafts(projectId: string): Promise<ImportDraftRow[]> {
  const rows = await database.importDraft.findMany({ where: { projectId }, orderBy: { createdAt: "desc" }, take: 20 });
  return rows.map(rowOf);
}

export interface NewImportDraft {
  readonly projectId: string;
  readonly id: string;
  readonly actorId: string;
  readonly files: readonly DraftFile[];
}

/** Makes the draft; false where one of this id is there already. */
export async function createImportDraft({ files, ...draft }: NewImportDraft): Promise<boolean> {
  const { count } = await database.importDraft.createMany({
    data: [{ ...draft, files: files.map((file) => ({ ...file })) }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function markDraftUploaded(projectId: string, id: string): Promise<void> {
  await database.importDraft.updateMany({ where: { projectId, id, state: "uploading" }, data: { state: "ready" } });
}

/** Says how the files are to be read and that a check is due. False while they are not all there. */
export async function beginDraftCheck(
  transaction: Transaction,
  projectId: string,
  id: string,
  options: ImportOptions,
): Promise<boolean> {
  const { count } = await transaction.importDraft.updateMany({
    where: { projectId, id, state: { not: "uploading" } },
    data: { state: "checking", options, bytesRead: 0, failure: null },
  });
  return count === 1;
}

/** False where the draft is gone or is to be read in another way by now. */
export async function updateDraftProgress(
  projectId: string,
  id: string,
  options: ImportOptions,
  bytesRead: number,
): Promise<boolean> {
  const { count } = await database.importDraft.updateMany({
    where: { projectId, id, state: "checking", options: { equals: options } },
    data: { bytesRead },
  });
  return count === 1;
}

export async function endDraftCheck(
  projectId: string,
  id: string,
  options: ImportOptions,
  outcome: { readonly report: DraftReport } | { readonly failure: string },
): Promise<void> {
  await database.importDraft.updateMany({
    where: { projectId, id, state: "checking", options: { equals: options } },
    data:
      "report" in outcome
        ? { state: "checked", report: outcome.report, failure: null }
        : { state: "ready", failure: outcome.failure },
  });
}

export async function deleteImportDraft(
  projectId: string,
  id: string,
  transaction: Transaction = database,
): Promise<boolean> {
  const { count } = await transaction.importDraft.deleteMany({ where: { projectId, id } });
  return count === 1;
}

/** Drafts that nobody has touched since. */
export async function listOldDrafts(before: Date): Promise<{ projectId: string; id: string }[]> {
  return database.importDraft.findMany({
    where: { updatedAt: { lt: before } },
    select: { projectId: true, id: true },
    take: 50,
  });
}

/** Drafts whose check no job does. */
export async function listLostChecks(): Promise<{ projectId: string; importId: string }[]> {
  return database.$queryRaw`
    SELECT d.project_id::text AS "projectId", d.id::text AS "importId"
    FROM import_drafts d
    WHERE d.state = 'checking' AND NOT EXISTS (
      SELECT FROM graphile_worker.jobs j
      WHERE j.key = 'check-import:' || d.project_id::text || ':' || d.id::text AND j.attempts < j.max_attempts
    )`;
}

export async function keepImportMapping(
  transaction: Transaction,
  projectId: string,
  mapping: ImportMapping,
): Promise<void> {
  await transaction.importMapping.upsert({
    where: { projectId_format: { projectId, format: mapping.format } },
    create: { projectId, format: mapping.format, mapping },
    update: { mapping },
  });
}
