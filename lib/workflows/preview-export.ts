import type pg from "pg";
import { databasePool } from "@/lib/db/client";
import { readBeliefSources, readBeliefs } from "@/lib/db/export-belief-reads";
import { findExportContext } from "@/lib/db/export-reads";
import {
  beginSnapshot,
  type ExportScope,
  endSnapshot,
  readExportPage,
  readTrajectoryHeads,
  type TrajectoryHead,
} from "@/lib/db/export-trajectory-reads";
import type { GradedTrajectory } from "@/lib/db/graded-trajectory-reads";
import type { ExportFormat, RequestedSettings } from "@/lib/export/export-settings";
import { ROW_FORMATS } from "@/lib/export/formats/row-formats";
import type { HeldBelief } from "@/lib/export/held-label";
import { PreviewTally } from "@/lib/export/preview-tally";
import { recordTrajectory } from "@/lib/export/trajectory-record";
import { graderLabel } from "@/lib/grading/grader-label";
import { storedAnswersOnly } from "@/lib/llm/stored-answers-only";
import type { ExportPreview } from "@/lib/queries/export-contract";
import { decideExportSettings } from "@/lib/workflows/decide-export-settings";
import { graderOfVersion, lazyGrader } from "@/lib/workflows/grader-of-version";
import { loadOtherVersions } from "@/lib/workflows/load-other-versions";
import { settleTrajectory } from "@/lib/workflows/settle-trajectory";
import { settledToExport } from "@/lib/workflows/settled-to-export";
import { storedScoresOnly } from "@/lib/workflows/stored-scores";
import { versionToExport } from "@/lib/workflows/version-to-export";

/** A look must take no longer than a person waits: so many dialogues, and messages in them. */
const MOST_TRAJECTORIES = 300;
const MOST_MESSAGES = 15_000;
const PAGE_TRAJECTORIES = 25;
/** Above every verdict: the snapshot is the cut. */
const NO_CUT = 9_223_372_036_854_775_807n;
const NO_BELIEFS: ReadonlyMap<string, HeldBelief> = new Map();

export interface PreviewRequest {
  readonly projectId: string;
  readonly format: ExportFormat;
  readonly settings?: RequestedSettings;
  readonly graderVersionId?: string;
}

/**
 * What an export would hold, before it is built: rows in and out by reason, and how what is left differs from the whole
 * in turn position, stop rate, outcomes and reward. Looks at dialogues evenly spaced over the project, all of them where
 * they are few. Reads only, and asks no model: scores that corrections call for and that are not on hand are counted
 * (`scoresToMake`), and their rows are missing here.
 * @throws AppError as {@link decideExportSettings} and {@link versionToExport}
 */
export async function previewExport(request: PreviewRequest): Promise<ExportPreview> {
  const { projectId, format } = request;
  const version = await versionToExport(projectId, request.graderVersionId);
  const settings = await decideExportSettings(projectId, version.id, request.settings);
  const scope = { projectId, graderVersionId: version.id, verdictCut: NO_CUT, trajectoryCut: null };
  const context = {
    ...(await findExportContext(projectId)),
    graderVersion: graderLabel(version.graderName, version.number),
    settings,
  };
  const asked = { call: storedAnswersOnly(projectId), parseAttempts: 1 };
  const grader = storedScoresOnly(lazyGrader(() => graderOfVersion(version, asked)));
  const tally = new PreviewTally(ROW_FORMATS[format], context);

  const client = await databasePool().connect();
  let broken: boolean | undefined;
  try {
    await beginSnapshot(client);
    const hasBeliefs = (await readBeliefSources(client, scope)).length > 0;
    const heads = await readTrajectoryHeads(client, scope);
    for await (const page of readSample(client, scope, heads)) {
      const ids = page.map(({ id }) => id);
      const beliefs = hasBeliefs ? await readBeliefs(client, scope, ids) : NO_BELIEFS;
      const others = await loadOtherVersions(projectId, version, ids);
      for (const trajectory of page) {
        const settled = await settleTrajectory(trajectory, grader, others);
        tally.add(recordTrajectory(settledToExport(trajectory, settled, beliefs), { split: "train", settings }));
      }
    }
    await endSnapshot(client);
    return { format, settings, scoresToMake: grader.countMissing(), ...tally.result(heads.length) };
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function* readSample(
  client: pg.PoolClient,
  scope: ExportScope,
  heads: readonly TrajectoryHead[],
): AsyncGenerator<GradedTrajectory[]> {
  const messages = heads.reduce((sum, { messageCount }) => sum + messageCount, 0);
  const affordable = Math.max(1, Math.floor((MOST_MESSAGES * heads.length) / Math.max(1, messages)));
  const count = Math.min(heads.length, MOST_TRAJECTORIES, affordable);
  // Neighbours can be read together.
  const step = count === heads.length ? PAGE_TRAJECTORIES : 1;
  for (let at = 0; at < count; at += step) {
    const from = Math.floor(((at + (count === heads.length ? 0 : 0.5)) * heads.length) / count);
    yield await readExportPage(client, scope, heads.slice(from, from + step));
  }
}
