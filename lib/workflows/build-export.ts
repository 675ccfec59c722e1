import path from "node:path";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { countExportRows, type ExportToBuild, findExportToBuild } from "@/lib/db/export-reads";
import {
  beginExport,
  claimExport,
  failExport,
  finishExport,
  releaseExport,
  updateExportProgress,
} from "@/lib/db/export-writes";
import { readGradedTrajectories } from "@/lib/db/graded-trajectory-reads";
import { findGraderVersion } from "@/lib/db/grading-reads";
import { readMostRetries } from "@/lib/db/grading-run-reads";
import { env } from "@/lib/env";
import { type ManifestInput, manifest, manifestOf } from "@/lib/export/manifest";
import type { BuiltRow, LeftOutReason } from "@/lib/export/settle-turn";
import { graderLabel } from "@/lib/grading/grader-label";
import { AppError } from "@/lib/kernel/app-error";
import { composeExportRows } from "@/lib/workflows/compose-export-rows";
import {
  type GraderOfVersion,
  graderOfVersion,
  lazyGrader,
  parseAttemptsAfter,
} from "@/lib/workflows/grader-of-version";
import { loadOtherVersions } from "@/lib/workflows/load-other-versions";
import { settleTrajectory } from "@/lib/workflows/settle-trajectory";
import { SettlingAnswers } from "@/lib/workflows/settling-answers";
import { writeFileWhole } from "@/lib/workflows/write-file-whole";
import packageJson from "@/package.json";

/** Trajectories read at once: few enough that memory stays flat, many enough that round trips don't count. */
const PAGE_TRAJECTORIES = 20;
/** Least time between two updates of the progress, ms. */
const PROGRESS_INTERVAL_MS = 500;

export interface ExportProgress {
  readonly rowsWritten: number;
  readonly rowsTotal: number;
}

export interface BuildRequest {
  readonly projectId: string;
  readonly exportId: string;
  /** Where the file goes; without it, into the data folder. The manifest goes beside it. */
  readonly targetPath?: string;
  readonly isLastAttempt?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly graderOf?: GraderOfVersion;
}

/** Where the file of a built export lies in the data folder. */
export function exportPath(projectId: string, exportId: string): string {
  return path.join(env().dataDirectory, "exports", projectId, `${exportId}.jsonl`);
}

export function manifestPath(filePath: string): string {
  return `${filePath}.manifest.json`;
}

/**
 * Builds an export: trajectory by trajectory in order of arrival, with the labels that stand at its cut of the verdict
 * log. File and manifest appear whole or not at all. Does nothing where the export has ended or somebody else builds it.
 */
export async function buildExport(request: BuildRequest): Promise<void> {
  const { projectId, exportId } = request;
  const client = await databasePool().connect();
  let broken: boolean | undefined;
  try {
    if (!(await claimExport(client, exportId))) return;
    const toBuild = await findExportToBuild(projectId, exportId);
    if (toBuild !== null) await buildClaimed(request, toBuild);
    await releaseExport(client, exportId);
  } catch (error) {
    // Ends the connection, and with it the claim.
    broken = true;
    const failure = explain(error);
    const isFinal = error instanceof AppError || request.isLastAttempt === true;
    if (isFinal && request.signal?.aborted !== true) await failExport(projectId, exportId, failure);
    throw error instanceof AppError ? error : new AppError("unavailable", failure, { cause: error });
  } finally {
    client.release(broken);
  }
}

async function buildClaimed(request: BuildRequest, toBuild: ExportToBuild): Promise<void> {
  const { projectId, exportId, targetPath = exportPath(projectId, exportId) } = request;
  const version = await findGraderVersion(projectId, toBuild.graderVersionId);
  if (version === null) throw new AppError("missing", "The grader version of this export is not there any more.");
  const rowsTotal = await countExportRows(projectId, toBuild.kind);
  if (!(await beginExport(projectId, exportId, rowsTotal))) return;

  const label = graderLabel(version.graderName, version.number);
  // Scores made anew are on hand or asked for here; no transaction is open meanwhile.
  const { ask: call } = new SettlingAnswers(projectId, request.signal);
  const parseAttempts = parseAttemptsAfter(await readMostRetries(projectId, version.id));
  const grader = lazyGrader(() => (request.graderOf ?? graderOfVersion)(version, { call, parseAttempts }));
  const tally = new ExportTally(request, rowsTotal);
  const file = await writeFileWhole(targetPath, async (write) => {
    const query = { projectId, graderVersionId: version.id, verdictCut: toBuild.verdictOrdinal };
    let after = -1n;
    for (;;) {
      const page = await readGradedTrajectories(query, { after, count: PAGE_TRAJECTORIES });
      const others = await loadOtherVersions(
        projectId,
        version,
        page.map(({ id }) => id),
      );
      for (const trajectory of page) {
        request.signal?.throwIfAborted();
        const turns = await settleTrajectory(trajectory, grader, others);
        const lines = tally.take(composeExportRows(toBuild.kind, trajectory, turns, label));
        if (lines !== "") await write(lines);
        after = trajectory.ordinal;
      }
      await tally.report();
      if (page.length < PAGE_TRAJECTORIES) return;
    }
  });

  const input: ManifestInput = {
    kind: toBuild.kind,
    project: toBuild.projectName,
    rowsIn: tally.rowsIn,
    rowsOut: tally.rowsOut,
    leftOut: tally.leftOut,
    file,
    graderVersion: { label, contentHash: version.contentHash },
    verdictOrdinal: toBuild.verdictOrdinal,
    codeVersion: packageJson.version,
  };
  await writeFileWhole(manifestPath(targetPath), (write) => write(manifest(input)));
  await database.$transaction(async (transaction) => {
    const built = { rowsWritten: tally.rowsOut, ...file, manifest: JSON.parse(JSON.stringify(manifestOf(input))) };
    if (!(await finishExport(transaction, projectId, exportId, built))) return;
    await writeAuditEvent(transaction, {
      projectId,
      actorId: toBuild.actorId,
      action: "export.finished",
      subjectId: exportId,
      detail: { kind: toBuild.kind, rows: tally.rowsOut, leftOut: { ...tally.leftOut }, sha256: file.sha256 },
    });
  });
  request.onProgress?.({ rowsWritten: tally.rowsOut, rowsTotal });
}

/** What an export has taken and left out so far. */
class ExportTally {
  rowsIn = 0;
  rowsOut = 0;
  readonly leftOut: Partial<Record<LeftOutReason, number>> = {};
  readonly #request: BuildRequest;
  readonly #rowsTotal: number;
  #lastReport = 0;

  constructor(request: BuildRequest, rowsTotal: number) {
    this.#request = request;
    this.#rowsTotal = rowsTotal;
  }

  /** Counts the rows and gives the lines to write. */
  take(rows: readonly BuiltRow[]): string {
    let lines = "";
    for (const built of rows) {
      this.rowsIn += 1;
      if ("row" in built) {
        this.rowsOut += 1;
        lines += `${built.row}\n`;
      } else {
        this.leftOut[built.leftOut] = (this.leftOut[built.leftOut] ?? 0) + 1;
      }
    }
    return lines;
  }

  async report(): Promise<void> {
    if (performance.now() - this.#lastReport < PROGRESS_INTERVAL_MS) return;
    this.#lastReport = performance.now();
    const { projectId, exportId, onProgress } = this.#request;
    await updateExportProgress(projectId, exportId, this.rowsOut);
    onProgress?.({ rowsWritten: this.rowsOut, rowsTotal: this.#rowsTotal });
  }
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
