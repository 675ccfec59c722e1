import { z } from "zod";
import { auditSample } from "@/lib/calibration/audit-sample";
import { countFailures, countUnitsByStatus, type UnitCounts } from "@/lib/db/grade-counts";
import {
  findLastExportRows,
  readLatestEvents,
  readMedianReadMs,
  readProjectCounts,
  readReaderTimes,
  readRewardParts,
} from "@/lib/db/overview-reads";
import { findCurrentGraderVersion, readAuditTrail, readRounds } from "@/lib/db/round-reads";
import type { Overview } from "@/lib/queries/project-contract";
import { estimateRewardBias } from "@/lib/workflows/estimate-reward-bias";
import { estimateShare } from "@/lib/workflows/load-round";
import { READS_FOR_A_PACE } from "@/lib/workflows/load-sitting";

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;

const NO_UNITS: UnitCounts = { ok: 0, failed: 0, notApplicable: 0 };

const eventDetail = z.record(z.string(), z.unknown());

/**
 * The two estimates of the home page, from the audit lane of the newest round of a grader version in which the
 * permutation was walked at all. Rounds are not pooled: each has a permutation of its own.
 */
async function estimateFromAudits(
  projectId: string,
  graderVersionId: string | null,
): Promise<Pick<Overview, "graderAccuracy" | "rewardBias">> {
  for (const round of await readRounds(projectId)) {
    if (round.graderVersionId !== graderVersionId) continue;
    const { units, handOuts } = await readAuditTrail(projectId, round.id);
    const sample = auditSample(units, handOuts);
    const total = sample.accuracy.reduce((sum, row) => sum + row.total, 0);
    if (total === 0) continue;
    const right = sample.accuracy.reduce((sum, row) => sum + row.right, 0);
    const turnIds = [...new Set(units.map(({ turnId }) => turnId))];
    const { count, estimate, lower, upper } = estimateRewardBias(
      units,
      await readRewardParts(projectId, round.graderVersionId, round.id, turnIds),
    );
    return { graderAccuracy: estimateShare(right, total), rewardBias: { turns: count, estimate, lower, upper } };
  }
  return {
    graderAccuracy: estimateShare(0, 0),
    rewardBias: { turns: 0, estimate: null, lower: null, upper: null },
  };
}

/**
 * Where a project stands. `readerId`: whose minutes are listed where the person may not see those of others; null for
 * all.
 */
export async function loadOverview(request: {
  readonly projectId: string;
  readonly readerId: string | null;
}): Promise<Overview> {
  const { projectId, readerId } = request;
  const version = await findCurrentGraderVersion(projectId);
  const [counts, units, failures, times, medianMs, events, rounds, lastExportRows, estimates] = await Promise.all([
    readProjectCounts(projectId),
    version === null ? NO_UNITS : countUnitsByStatus(projectId, version.id),
    version === null ? [] : countFailures(projectId, version.id),
    readReaderTimes(projectId),
    readMedianReadMs(projectId),
    readLatestEvents(projectId),
    readRounds(projectId),
    findLastExportRows(projectId),
    estimateFromAudits(projectId, version?.id ?? null),
  ]);
  const open = rounds.find(({ state }) => state === "open");
  return {
    trajectories: counts.trajectories,
    turns: counts.turns,
    turnsLeftOut: counts.turnsLeftOut,
    unitsOk: units.ok,
    unitsFailed: units.failed,
    unitsNotApplicable: units.notApplicable,
    failures: [...failures],
    gradingRunning: counts.gradingRunning,
    graderLabel: version?.label ?? null,
    reads: counts.reads,
    flags: counts.flags,
    readers: counts.readers,
    openRound:
      open === undefined
        ? null
        : { id: open.id, number: open.number, readsDone: open.readsDone, budgetReads: open.budgetReads },
    rounds: counts.rounds,
    exportsFinished: counts.exportsFinished,
    lastExportRows,
    ...estimates,
    minutesSpent: times.reduce((sum, { activeMs }) => sum + activeMs, 0) / MS_PER_MINUTE,
    minutesByReader: times
      .filter((time) => readerId === null || time.readerId === readerId)
      .map(({ email, activeMs }) => ({ email, minutes: activeMs / MS_PER_MINUTE })),
    secondsPerRead: counts.reads >= READS_FOR_A_PACE && medianMs !== null ? medianMs / MS_PER_SECOND : null,
    latest: events.map(({ id, action, actor, detail, at }) => ({
      id: String(id),
      action,
      actor,
      detail: eventDetail.parse(detail),
      at: at.toISOString(),
    })),
  };
}
