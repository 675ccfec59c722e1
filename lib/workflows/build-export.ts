import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { readBeliefSources, readCertificate } from "@/lib/db/export-belief-reads";
import { countExportRows, type ExportToBuild, findExportToBuild } from "@/lib/db/export-reads";
import { beginSnapshot, endSnapshot } from "@/lib/db/export-trajectory-reads";
import {
  beginExport,
  claimExport,
  failExport,
  finishExport,
  releaseExport,
  updateExportProgress,
} from "@/lib/db/export-writes";
import { findGraderVersion } from "@/lib/db/grading-reads";
import { readMostRetries } from "@/lib/db/grading-run-reads";
import { ROW_FORMATS } from "@/lib/export/formats/row-formats";
import { type ManifestInput, manifest } from "@/lib/export/manifest";
import { graderLabel } from "@/lib/grading/grader-label";
import { AppError } from "@/lib/kernel/app-error";
import {
  checkPlace,
  type ExportPlace,
  exportFolder,
  MANIFEST_NAME,
  publishExport,
  workFolder,
} from "@/lib/workflows/export-place";
import {
  type GraderOfVersion,
  graderOfVersion,
  lazyGrader,
  parseAttemptsAfter,
} from "@/lib/workflows/grader-of-version";
import { loadOtherVersions } from "@/lib/workflows/load-other-versions";
import { modelsOf } from "@/lib/workflows/models-of";
import { SettlingAnswers } from "@/lib/workflows/settling-answers";
import { writeCompanions } from "@/lib/workflows/write-companions";
import { writeExport } from "@/lib/workflows/write-export";
import { writeFileWhole } from "@/lib/workflows/write-file-whole";
import packageJson from "@/package.json";

/** Least time between two updates of the progress, ms. */
const PROGRESS_INTERVAL_MS = 500;

export interface ExportProgress {
  readonly rowsWritten: number;
  readonly rowsTotal: number;
}

export interface BuildRequest {
  readonly projectId: string;
  readonly exportId: string;
  /** Where it goes; without it, into the data folder. */
  readonly place?: ExportPlace;
  readonly isLastAttempt?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly graderOf?: GraderOfVersion;
}

/**
 * Builds an export: trajectory by trajectory in order of arrival, with the labels that stand at its cut of the verdict
 * log. Files and manifest appear whole or not at all. Where an earlier process died, what it wrote is led on. Does
 * nothing where the export has ended or somebody else builds it.
 */
export async function buildExport(request: BuildRequest): Promise<void> {
  const { projectId, exportId } = request;
  const client = await databasePool().connect();
  let broken: boolean | undefined;
  try {
    if (!(await claimExport(client, exportId))) return;
    const toBuild = await findExportToBuild(projectId, exportId);
    if (toBuild !== null) await buildClaimed(client, request, toBuild);
    await releaseExport(client, exportId);
  } catch (error) {
    // Ends the connection, and with it the claim.
    broken = true;
    const failure = explain(error);
    const isFinal = error instanceof AppError || request.isLastAttempt === true;
    if (isFinal && request.signal?.aborted !== true) {
      await failExport(projectId, exportId, failure);
      await rm(workFolder(placeOf(request)), { recursive: true, force: true }).catch(() => undefined);
    }
    throw error instanceof AppError ? error : new AppError("unavailable", failure, { cause: error });
  } finally {
    client.release(broken);
  }
}

async function buildClaimed(client: pg.PoolClient, request: BuildRequest, toBuild: ExportToBuild): Promise<void> {
  const { projectId, exportId, signal } = request;
  const { format, settings, verdictOrdinal, trajectoryOrdinal } = toBuild;
  const place = placeOf(request);
  const version = await findGraderVersion(projectId, toBuild.graderVersionId);
  if (version === null) throw new AppError("missing", "The grader version of this export is not there any more.");
  const rowFormat = ROW_FORMATS[format];
  const rowsTotal = await countExportRows(projectId, rowFormat.looksAt, trajectoryOrdinal);
  if (!(await beginExport(projectId, exportId, rowsTotal))) return;
  await checkPlace(place);

  const label = graderLabel(version.graderName, version.number);
  // Scores made anew are on hand or asked for here.
  const { ask: call } = new SettlingAnswers(projectId, signal);
  const parseAttempts = parseAttemptsAfter(await readMostRetries(projectId, version.id));
  const report = progressReporter(request, rowsTotal);
  const scope = {
    projectId,
    graderVersionId: version.id,
    verdictCut: verdictOrdinal,
    trajectoryCut: trajectoryOrdinal,
  };

  await beginSnapshot(client);
  const [source = null, ...earlier] = await readBeliefSources(client, scope);
  const certificate = source === null ? null : await readCertificate(client, scope, source);
  const key = createHash("sha256")
    .update(JSON.stringify([exportId, format, settings, version.contentHash, packageJson.version, source, earlier]))
    .digest("hex");
  const { tally, files } = await writeExport(client, {
    scope,
    format,
    rowFormat,
    settings,
    context: { project: toBuild.projectName, domain: toBuild.domainProfile, graderVersion: label, settings },
    folder: workFolder(place),
    key,
    hasBeliefs: source !== null,
    grader: lazyGrader(() => (request.graderOf ?? graderOfVersion)(version, { call, parseAttempts })),
    otherVersionsOf: (trajectoryIds) => loadOtherVersions(projectId, version, trajectoryIds),
    signal,
    onProgress: (sofar) => report(sofar.rowsOut),
  });
  await endSnapshot(client);

  const input: ManifestInput = {
    format,
    project: toBuild.projectName,
    settings,
    columns: rowFormat.columns,
    looksAt: rowFormat.looksAt,
    rowsIn: tally.rowsIn,
    rowsOut: tally.rowsOut,
    leftOut: tally.leftOut,
    files,
    graderVersion: { label, contentHash: version.contentHash, models: modelsOf(version) },
    round: source === null ? null : { number: source.round, modelVersion: `refit ${source.refits}` },
    certificate,
    verdictOrdinal,
    trajectoryOrdinal,
    codeVersion: packageJson.version,
  };
  const whole = { ...input, files: [...files, ...(await writeCompanions(place, input))] };
  const text = manifest(whole);
  await writeFileWhole(path.join(workFolder(place), MANIFEST_NAME), (write) => write(text));
  await publishExport(place, files[0]?.name ?? "");

  const [only] = files;
  const sha256 =
    files.length === 1 && only !== undefined ? only.sha256 : createHash("sha256").update(text).digest("hex");
  await database.$transaction(async (transaction) => {
    const built = {
      rowsWritten: tally.rowsOut,
      bytes: whole.files.reduce((sum, { bytes }) => sum + bytes, 0),
      sha256,
      manifest: JSON.parse(text),
    };
    if (!(await finishExport(transaction, projectId, exportId, built))) return;
    await writeAuditEvent(transaction, {
      projectId,
      actorId: toBuild.actorId,
      action: "export.finished",
      subjectId: exportId,
      detail: { format, rows: tally.rowsOut, leftOut: { ...tally.leftOut }, sha256 },
    });
  });
  request.onProgress?.({ rowsWritten: tally.rowsOut, rowsTotal });
}

function placeOf({ place, projectId, exportId }: BuildRequest): ExportPlace {
  return place ?? { layout: "folder", path: exportFolder(projectId, exportId) };
}

function progressReporter(
  { projectId, exportId, onProgress }: BuildRequest,
  rowsTotal: number,
): (rowsWritten: number) => Promise<void> {
  let last = 0;
  return async (rowsWritten) => {
    if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
    last = performance.now();
    if (!(await updateExportProgress(projectId, exportId, rowsWritten))) {
      throw new AppError("conflict", "The export was deleted while it was built.");
    }
    onProgress?.({ rowsWritten, rowsTotal });
  };
}

function explain(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC") return "The disk is full. Nothing was kept of the file; make room and export again.";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return "The folder for the file can't be written to. Change its permissions or choose another, and export again.";
  }
  if (code === "EISDIR" || code === "ENOTDIR" || code === "EEXIST" || code === "ENOENT") {
    return "The file can't be written under that path: something else stands there. Choose another path.";
  }
  return "The export stopped because of an unexpected error. Nothing was kept of the file; start it again.";
}
