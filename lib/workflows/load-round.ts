import { auditSample } from "@/lib/calibration/audit-sample";
import { type RoundReads, type RoundRow, readAuditTrail, readRoundReads, readRounds } from "@/lib/db/round-reads";
import { CRITERIA, type Criterion } from "@/lib/grading/criterion";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundView, ShareEstimate } from "@/lib/queries/pipeline-contract";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import { READS_FOR_A_PACE } from "@/lib/workflows/load-sitting";

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;

/** What rounds queue; format is tested, not read. */
const QUEUED_CRITERIA = ["decision", "extraction", "content"] as const satisfies readonly Criterion[];

/** Right of total with its exact 95 % interval. */
export function estimateShare(right: number, total: number): ShareEstimate {
  const { estimate, lower, upper } = clopperPearson(right, total);
  return { right, total, estimate, lower, upper };
}

function sum(counts: RoundReads["counts"], holds: (row: RoundReads["counts"][number]) => boolean): number {
  return counts.reduce((total, row) => (holds(row) ? total + row.count : total), 0);
}

async function viewRound(projectId: string, round: RoundRow): Promise<RoundView> {
  const [reads, trail] = await Promise.all([readRoundReads(projectId, round.id), readAuditTrail(projectId, round.id)]);
  const sample = auditSample(trail.units, trail.handOuts);
  const judging = reads.counts.filter(({ kind }) => kind !== "skip");
  return {
    id: round.id,
    number: round.number,
    graderLabel: round.graderLabel,
    state: round.state,
    budgetReads: round.budgetReads,
    readsDone: round.readsDone,
    unitCount: round.unitCount,
    auditProbability: round.auditProbability,
    minutesSpent: reads.activeMs / MS_PER_MINUTE,
    secondsPerRead:
      round.readsDone >= READS_FOR_A_PACE && reads.medianReadMs !== null ? reads.medianReadMs / MS_PER_SECOND : null,
    startedAt: round.startedAt.toISOString(),
    finishedAt: round.finishedAt?.toISOString() ?? null,
    accuracy: QUEUED_CRITERIA.map((criterion) => {
      const counts = sample.accuracy.find((row) => row.criterion === criterion);
      return { criterion, share: estimateShare(counts?.right ?? 0, counts?.total ?? 0) };
    }),
    lanes: {
      targeted: sum(judging, ({ lane }) => lane === "targeted"),
      audit: sum(judging, ({ lane }) => lane === "audit"),
      auditJoined: sample.joined,
    },
    // A place that was lent and never answered may hide a hard unit as a skip does.
    auditSkipped: sample.skipped + sample.unanswered,
    flags: CRITERIA.map((criterion) => ({
      criterion,
      reads: sum(judging, (row) => row.criterion === criterion),
      wrong: sum(judging, (row) => row.criterion === criterion && row.kind === "wrong"),
    })).filter(({ criterion, reads }) => criterion !== "format" || reads > 0),
    confusion: { decision: [...sample.confusion.decision], content: [...sample.confusion.content] },
  };
}

/**
 * One round with its accuracy from the audit lane alone, what was read and what was flagged. Flags count every standing
 * verdict of the round, also those given in passing; lanes count the reads that its budget paid for.
 */
export async function loadRound(request: { readonly projectId: string; readonly roundId: string }): Promise<RoundView> {
  const [round] = await readRounds(request.projectId, request.roundId);
  if (round === undefined) throw new AppError("missing", "This project has no such round.");
  return viewRound(request.projectId, round);
}

/** The rounds of a project, newest first. */
export async function loadRounds(request: { readonly projectId: string }): Promise<RoundView[]> {
  const views: RoundView[] = [];
  // One after the other: a page that lists rounds must not take every connection of the pool.
  for (const round of await readRounds(request.projectId)) views.push(await viewRound(request.projectId, round));
  return views;
}
