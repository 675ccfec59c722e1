import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import {
  beginDraftCheck,
  createImportDraft,
  type DraftFile,
  deleteImportDraft,
  findImportDraft,
  type ImportDraftRow,
  keepImportMapping,
  listImportDrafts,
  listOldDrafts,
  markDraftUploaded,
} from "@/lib/db/import-draft-writes";
import { deleteProblems } from "@/lib/db/import-problem-writes";
import { cancelStoredImport, createStoredImport } from "@/lib/db/stored-import-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { ImportDraftView } from "@/lib/queries/import-draft-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { hasGrades, type ImportOptions, missingFields } from "@/lib/trajectory/formats/import-options";
import { receivedBytes, removeStoredFiles, requireRoom, storePiece } from "@/lib/workflows/stored-files";

/** Files that nobody came back for are thrown away after so long, ms. */
const DRAFT_KEPT_MS = 7 * 24 * 3600 * 1000;

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

async function viewOf(draft: ImportDraftRow): Promise<ImportDraftView> {
  const { id, state, files, options, report, failure, bytesRead, createdAt } = draft;
  const received = await receivedBytes(id, files);
  return {
    id,
    state,
    options,
    report,
    failure,
    bytesRead,
    files: files.map((file, at) => ({ ...file, received: received[at] ?? 0 })),
    bytesTotal: sumOf(files.map(({ bytes }) => bytes)),
    createdAt: createdAt.toISOString(),
  };
}

export async function listDrafts(projectId: string): Promise<ImportDraftView[]> {
  return Promise.all((await listImportDrafts(projectId)).map(viewOf));
}

/** @throws AppError missing */
export async function getDraft(projectId: string, draftId: string): Promise<ImportDraftRow> {
  const draft = await findImportDraft(projectId, draftId);
  if (draft === null) throw new AppError("missing", "These files are not there any more. Choose them again.");
  return draft;
}

interface DraftToMake {
  readonly projectId: string;
  readonly actorId: string;
  readonly id: string;
  readonly files: readonly DraftFile[];
}

/** Makes room for files that a person is about to send. Asked again for the same id it gives what is there. */
export async function makeDraft(draft: DraftToMake): Promise<ImportDraftView> {
  const { projectId, id, files } = draft;
  await requireRoom(sumOf(files.map(({ bytes }) => bytes)));
  await createImportDraft(draft);
  // A file of no bytes has arrived as it is.
  if (files.every(({ bytes }) => bytes === 0)) await markDraftUploaded(projectId, id);
  return viewOf(await getDraft(projectId, id));
}

interface Piece {
  readonly projectId: string;
  readonly draftId: string;
  readonly file: number;
  readonly offset: number;
  readonly source: AsyncIterable<Uint8Array>;
}

/** Takes a piece of a file; gives how much of it has arrived. */
export async function takePiece({ projectId, draftId, file, offset, source }: Piece): Promise<{ received: number }> {
  const draft = await getDraft(projectId, draftId);
  const named = draft.files[file];
  if (named === undefined) throw new AppError("missing", "There is no such file among those that were announced.");
  const received = await storePiece(draftId, { file, offset, fileBytes: named.bytes, source });
  const all = await receivedBytes(draftId, draft.files);
  if (all.every((bytes, at) => bytes === draft.files[at]?.bytes)) await markDraftUploaded(projectId, draftId);
  return { received };
}

function requireWhole(options: ImportOptions): void {
  refuseMisfits(options);
  const missing = missingFields(options.mapping);
  if (missing.length > 0) throw new AppError("invalid", `Say which field holds: ${missing.join(", ")}.`);
}

/** Has the files read whole without writing anything; the mapping is kept for the project's next files. */
export async function startCheck(projectId: string, draftId: string, options: ImportOptions): Promise<ImportDraftView> {
  requireWhole(options);
  await getDraft(projectId, draftId);
  await database.$transaction(async (transaction) => {
    if (!(await beginDraftCheck(transaction, projectId, draftId, options))) {
      throw new AppError("conflict", "The files have not arrived whole yet.");
    }
    await keepImportMapping(transaction, projectId, options.mapping);
    await enqueue(transaction, "check-import", [{ projectId, importId: draftId }]);
  });
  return viewOf(await getDraft(projectId, draftId));
}

interface ImportStart {
  readonly projectId: string;
  readonly actorId: string;
  readonly draftId: string;
  readonly options: ImportOptions;
}

/** Brings the files in as a job: the draft becomes an import of the same id. Asked twice it starts once. */
export async function startImport({ projectId, actorId, draftId, options }: ImportStart): Promise<void> {
  requireWhole(options);
  const draft = await getDraft(projectId, draftId);
  if (draft.state === "uploading") throw new AppError("conflict", "The files have not arrived whole yet.");
  await database.$transaction(async (transaction) => {
    if (!(await deleteImportDraft(projectId, draftId, transaction))) return;
    await deleteProblems(projectId, draftId, transaction);
    await createStoredImport(transaction, {
      projectId,
      importId: draftId,
      actorId,
      fileName: nameFiles(draft.files),
      bytesTotal: sumOf(draft.files.map(({ bytes }) => bytes)),
      files: draft.files,
      options,
    });
    await keepImportMapping(transaction, projectId, options.mapping);
    await enqueue(transaction, "run-import", [{ projectId, importId: draftId }]);
  });
}

/** What several files are called together. */
export function nameFiles(files: readonly { readonly name: string }[]): string {
  const [first] = files;
  if (first === undefined) return "";
  return files.length === 1 ? first.name : `${first.name} + ${files.length - 1}`;
}

/** Stops an import and has what went in taken out; @throws AppError conflict where it has ended. */
export async function cancelImport(projectId: string, actorId: string, importId: string): Promise<void> {
  await database.$transaction(async (transaction) => {
    if (!(await cancelStoredImport(transaction, projectId, importId))) {
      throw new AppError("conflict", "The import has ended already; there is nothing to cancel.");
    }
    await enqueue(transaction, "run-import", [{ projectId, importId }]);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "import.canceling",
      subjectId: importId,
      detail: {},
    });
  });
}

export async function discardDraft(projectId: string, draftId: string): Promise<void> {
  const isThere = await database.$transaction(async (transaction) => {
    if (!(await deleteImportDraft(projectId, draftId, transaction))) return false;
    await deleteProblems(projectId, draftId, transaction);
    return true;
  });
  if (isThere) await removeStoredFiles(draftId);
}

/** Throws away what nobody came back for. */
export async function discardOldDrafts(): Promise<void> {
  for (const { projectId, id } of await listOldDrafts(new Date(Date.now() - DRAFT_KEPT_MS)))
    await discardDraft(projectId, id);
}

/** @throws AppError invalid for options that contradict each other. */
export function refuseMisfits({ mapping, pseudonymize }: ImportOptions): void {
  if (!pseudonymize || !hasGrades(mapping.format)) return;
  throw new AppError(
    "invalid",
    "Rows with grades can't be pseudonymised: their quotes and items would fit the dialogue no more. Import the dialogues without their grades, or as they are.",
  );
}
