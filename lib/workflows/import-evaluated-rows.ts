import path from "node:path";
import type pg from "pg";
import { analyzeGradedTables, analyzeImportedTables } from "@/lib/db/analyze-tables";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { ensureGraderVersion, lockRunStart } from "@/lib/db/grading-writes";
import {
  createImport,
  endImport,
  findContentHashes,
  holdRunningImport,
  type ImportCounts,
  releaseRunningImport,
} from "@/lib/db/import-writes";
import { env } from "@/lib/env";
import { defineImportedGrader } from "@/lib/grading/imported/define-imported-grader";
import { OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { AppError } from "@/lib/kernel/app-error";
import { deriveId } from "@/lib/kernel/derive-id";
import { graderNameSchema } from "@/lib/queries/grader-contract";
import { hashDefinition } from "@/lib/workflows/hash-definition";
import { ImportCanceledError, ImportProgress, type ImportRequest } from "@/lib/workflows/import-progress";
import { type NumberedRow, type Spool, type SpooledRow, spoolRows } from "@/lib/workflows/spool-rows";
import { writeEvaluatedSession } from "@/lib/workflows/write-evaluated-session";
import { trajectoryId, writeSessionBatch } from "@/lib/workflows/write-session-batch";

/** Sessions read back at a time: their rows each carry the dialogue up to their turn. */
const BATCH_SESSIONS = 20;

export interface EvaluatedImport extends ImportRequest {
  /** What the grader is called; null: as the file. */
  readonly graderName: string | null;
  /** The import's row is there already and its caller shows that it lives. */
  readonly isBegun?: boolean;
  /** Aborted where the process has to end: another goes on. */
  readonly signal?: AbortSignal;
}

export interface EvaluatedOutcome {
  readonly counts: ImportCounts;
  readonly graderVersionId: string;
  /** Responses of the policy that are new. */
  readonly responses: number;
  readonly gradesOk: number;
  readonly gradesFailed: number;
  readonly gradesNotApplicable: number;
}

/**
 * Brings in what a grader made elsewhere said of a policy's responses: rows of `rollouts` and `grades`. Rollouts become
 * responses of their turns, grades those of a grader version that stands for this very file. Sessions that the project
 * lacks are made from the longest dialogue a row of theirs has. Bad lines are refused one by one with their reason, all
 * rows of a session go in together, and a file brought in again changes nothing.
 * @throws AppError `invalid` where nothing of the file could be taken, `conflict` where the name is another grader's,
 * `unavailable` where it was cut off; the row of the import then says so too.
 */
export async function importEvaluatedRows(request: EvaluatedImport): Promise<EvaluatedOutcome> {
  const { projectId, importId } = request;
  const name = chooseName(request);
  const { isBegun = false, signal } = request;
  if (!isBegun && !(await createImport(request))) {
    throw new AppError("conflict", "This upload has arrived before. Choose the file again to send it once more.");
  }
  const progress = new ImportProgress(request);
  let broken: Error | undefined;
  let client: pg.PoolClient | undefined;
  let spool: Spool | undefined;
  try {
    client = await databasePool().connect();
    if (!isBegun) await holdRunningImport(client, importId);
    const spoolPath = path.join(env().dataDirectory, "spool", `${importId}.jsonl`);
    spool = await spoolRows(progress.measure(request.source), spoolPath, progress.tally);
    if (spool.sessions.size === 0) throw new AppError("invalid", explainNothing(request.fileName, progress));
    return await finish(request, await writeAll(client, request, name, spool, progress));
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    if (error instanceof ImportCanceledError || signal?.aborted === true) throw error;
    const failure = explain(error, progress.counts());
    // Where the database itself is gone, the sweep finds the import later.
    await endImport(projectId, importId, progress.counts(), failure).catch(() => false);
    throw error instanceof AppError ? error : new AppError("unavailable", failure, { cause: error });
  } finally {
    await spool?.close();
    if (client !== undefined && broken === undefined && !isBegun) await releaseRunningImport(client, importId);
    // A connection that broke, or that may still be in a transaction, is not for the next one to use.
    client?.release(broken);
  }
}

function chooseName({ graderName, fileName }: EvaluatedImport): string {
  const fromFile = fileName
    .replace(/\.[^.]*$/, "")
    .replace(/[^\p{L}\p{N} ._-]/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 60)
    .trim();
  const parsed = graderNameSchema.safeParse(graderName ?? (fromFile === "" ? "imported" : fromFile));
  if (!parsed.success) throw new AppError("invalid", parsed.error.issues[0]?.message ?? "The grader needs a name.");
  if (parsed.data.toLowerCase() === OFFLINE_GRADER_DEFINITION.name) {
    throw new AppError("invalid", "“offline” is the grader without a model. Choose another name for the imported one.");
  }
  return parsed.data;
}

interface Written extends EvaluatedOutcome {
  readonly label: string;
}

async function writeAll(
  client: pg.PoolClient,
  request: EvaluatedImport,
  name: string,
  spool: Spool,
  progress: ImportProgress,
): Promise<Written> {
  const { projectId, importId, actorId, fileName } = request;
  const definition = defineImportedGrader(spool.sha256);
  const version = await database.$transaction(async (transaction) => {
    await lockRunStart(transaction, projectId);
    return ensureGraderVersion(transaction, {
      projectId,
      name,
      kind: "imported",
      contentHash: hashDefinition(definition),
      definition: JSON.stringify(definition),
    });
  });
  const sums = { responses: 0, gradesOk: 0, gradesFailed: 0, gradesNotApplicable: 0 };
  for (const batch of inBatches(spool.sessions)) {
    const sessions = await Promise.all(batch.map(async ([key, rows]) => ({ key, rows: await spool.read(rows) })));
    const made = await makeMissing(client, request, sessions, progress);
    for (const { key, rows } of sessions) {
      const written = await writeEvaluatedSession({
        projectId,
        graderVersionId: version.id,
        runId: deriveId("imported run", importId),
        actorId,
        trajectoryId: trajectoryId(projectId, key),
        reason: `Imported from ${fileName}.`,
        rows,
      });
      for (const refusal of written.refused) progress.tally.refuse(refusal);
      if (!made.has(key) && written.refused.length < rows.length) progress.tally.keepUnchanged();
      sums.responses += written.responses;
      sums.gradesOk += written.gradesOk;
      sums.gradesFailed += written.gradesFailed;
      sums.gradesNotApplicable += written.gradesNotApplicable;
    }
    await progress.report();
  }
  const counts = progress.counts();
  if (counts.trajectories + counts.unchanged === 0) {
    throw new AppError("invalid", explainNothing(fileName, progress));
  }
  return { counts, graderVersionId: version.id, label: `${name} ${version.number}`, ...sums };
}

function* inBatches(
  sessions: ReadonlyMap<string, readonly SpooledRow[]>,
): Generator<(readonly [string, readonly SpooledRow[]])[], void, undefined> {
  let batch: (readonly [string, readonly SpooledRow[]])[] = [];
  for (const entry of sessions) {
    batch.push(entry);
    if (batch.length < BATCH_SESSIONS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Makes the trajectories that the project lacks, each from its longest row. Where that row's label is continue, the
 * dialogue went on: the last turn is then no stop, and what the expert said there is not known.
 */
async function makeMissing(
  client: pg.PoolClient,
  { projectId, importId }: EvaluatedImport,
  sessions: readonly { readonly key: string; readonly rows: readonly NumberedRow[] }[],
  progress: ImportProgress,
): Promise<Set<string>> {
  const known = await findContentHashes(
    client,
    projectId,
    sessions.map(({ key }) => key),
  );
  const missing = sessions.flatMap(({ key, rows }) => {
    if (known.has(key)) return [];
    const longest = rows.reduce((one, other) => (other.row.round > one.row.round ? other : one));
    const { session, decisionTruth } = longest.row;
    return [{ key, line: longest.line, session, goesOn: decisionTruth === "continue" }];
  });
  if (missing.length === 0) return new Set();
  progress.tally.addBatch(await writeSessionBatch(client, projectId, importId, missing));
  return new Set(missing.map(({ key }) => key));
}

async function finish(request: EvaluatedImport, { label, ...outcome }: Written): Promise<EvaluatedOutcome> {
  const { projectId, importId, actorId, fileName, onProgress } = request;
  const { counts, graderVersionId, ...sums } = outcome;
  await database.$transaction(async (transaction) => {
    await endImport(projectId, importId, counts, null, transaction);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "import.finished",
      subjectId: importId,
      detail: {
        fileName,
        grader: label,
        graderVersionId,
        trajectories: counts.trajectories,
        unchanged: counts.unchanged,
        refused: counts.refusedCount,
        ...sums,
      },
    });
  });
  if (counts.trajectories > 0 || sums.responses > 0) await analyzeImportedTables();
  if (sums.gradesOk + sums.gradesFailed + sums.gradesNotApplicable > 0) await analyzeGradedTables();
  onProgress?.(counts);
  return outcome;
}

function explain(error: unknown, { trajectories, unchanged }: ImportCounts): string {
  if (error instanceof AppError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC") return "The disk is full. Make room and import the file again; what went in is kept.";
  return `The import stopped after ${trajectories + unchanged} sessions. They are kept; import the same file again to add the rest.`;
}

function explainNothing(fileName: string, progress: ImportProgress): string {
  const { refusedCount, refused } = progress.counts();
  if (progress.looksBinary) {
    return `${fileName} is not a text file. Import JSON Lines in UTF-8, not compressed: one evaluated row a line.`;
  }
  const [first] = refused;
  if (first === undefined) return `${fileName} has no row of a decision point. Each line must hold one as JSON.`;
  const lines = refusedCount === 1 ? "its only line was" : `${refusedCount} lines were`;
  return `Nothing of ${fileName} could be imported; ${lines} refused. Line ${first.line}: ${first.reason}`;
}
