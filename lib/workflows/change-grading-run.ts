import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database, type Transaction } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import {
  announceRuns,
  cancelRun,
  type LockedRun,
  lockRun,
  pauseRun,
  reopenRun,
  resumeRun,
} from "@/lib/db/grading-run-writes";
import { listWaitingTasks } from "@/lib/db/grading-task-reads";
import { reopenFailedTasks } from "@/lib/db/grading-task-writes";
import { lockRunStart } from "@/lib/db/grading-writes";
import { AppError } from "@/lib/kernel/app-error";
import { type GradingRunView, PAUSED_BY_HAND } from "@/lib/queries/run-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { gradingJob } from "@/lib/queue/jobs";
import { finishGradingRun } from "@/lib/workflows/finish-grading-run";
import { microUsd } from "@/lib/workflows/micro-usd";

/** Queueing many thousand tasks again, ms. */
const CHANGE_TIMEOUT_MS = 120_000;

export interface RunChange {
  readonly projectId: string;
  readonly actorId: string;
  readonly runId: string;
}

/** Stops a run after the calls that are under way; their answers are kept. A paused run stays as it is. */
export function pauseGradingRun(request: RunChange): Promise<GradingRunView> {
  return change(request, async (transaction, run) => {
    if (run.state === "paused") return;
    refuseEnded(run, "paused");
    await pauseRun(request.projectId, request.runId, PAUSED_BY_HAND, transaction, request.actorId);
  });
}

/**
 * Goes on with a paused run; a running one stays as it is. `costCeilingUsd` replaces its cost ceiling, null takes it
 * away, undefined keeps it.
 * @throws AppError conflict where the run's cost has reached the ceiling already.
 */
export function resumeGradingRun(
  request: RunChange & { readonly costCeilingUsd?: number | null | undefined },
): Promise<GradingRunView> {
  const { projectId, actorId, runId, costCeilingUsd } = request;
  return change(request, async (transaction, run) => {
    if (run.state === "running") return;
    refuseEnded(run, "resumed");
    const given = costCeilingUsd === undefined || costCeilingUsd === null ? costCeilingUsd : microUsd(costCeilingUsd);
    const ceiling = given === undefined ? run.costCeilingMicroUsd : given;
    if (ceiling !== null && run.costMicroUsd >= ceiling) {
      throw new AppError(
        "conflict",
        `This run has cost ${dollars(run.costMicroUsd)} already and its ceiling is ${dollars(ceiling)}. Resume it with a higher ceiling.`,
      );
    }
    await resumeRun(transaction, projectId, runId, given);
    await queueTasks(transaction, request, run, await listWaitingTasks(transaction, projectId, runId));
    await announceRuns(transaction, projectId);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "grading.resumed",
      subjectId: runId,
      detail: given === undefined ? {} : { costCeilingMicroUsd: given === null ? null : Number(given) },
    });
  });
}

/** Ends a run for good; grades and paid answers stay. A canceled run stays as it is. */
export function cancelGradingRun(request: RunChange): Promise<GradingRunView> {
  const { projectId, actorId, runId } = request;
  return change(request, async (transaction, run) => {
    if (run.state === "canceled") return;
    refuseEnded(run, "canceled");
    await cancelRun(transaction, projectId, runId);
    await announceRuns(transaction, projectId);
    await writeAuditEvent(transaction, { projectId, actorId, action: "grading.canceled", subjectId: runId });
  });
}

/**
 * Asks again for what failed in a run: tasks that failed and tasks with failed grades. Grades that are there stay; an
 * LLM grader may ask anew where answers could not be parsed. A paused run stays paused, and does so once resumed.
 */
export function retryFailedGrading(request: RunChange): Promise<GradingRunView> {
  const { projectId, actorId, runId } = request;
  return change(request, async (transaction, run) => {
    if (run.state === "canceled") {
      throw new AppError("conflict", "This run was canceled. Start a new one: it grades only what is missing.");
    }
    if (run.graderKind === "imported") {
      throw new AppError("conflict", "These grades came with a file; whoever gave them can't be asked again.");
    }
    const trajectoryIds = await reopenFailedTasks(transaction, projectId, runId);
    if (trajectoryIds.length === 0) return;
    await reopenRun(transaction, projectId, runId);
    if (run.state !== "paused") await queueTasks(transaction, request, run, trajectoryIds);
    await announceRuns(transaction, projectId);
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "grading.retried",
      subjectId: runId,
      detail: { trajectories: trajectoryIds.length },
    });
  });
}

/** Decides and writes with the run's row held, then gives the run as it is now. */
async function change(
  { projectId, runId }: RunChange,
  decide: (transaction: Transaction, run: LockedRun) => Promise<void>,
): Promise<GradingRunView> {
  await database.$transaction(
    async (transaction) => {
      await lockRunStart(transaction, projectId);
      const run = await lockRun(transaction, projectId, runId);
      if (run === null) throw new AppError("missing", "There is no such grading run in this project.");
      await decide(transaction, run);
    },
    { timeout: CHANGE_TIMEOUT_MS },
  );
  // A run that was paused after its last task has nothing to wait for.
  await finishGradingRun(projectId, runId);
  const view = await findGradingRun(projectId, runId);
  if (view === null) throw new AppError("missing", "There is no such grading run in this project.");
  return view;
}

function queueTasks(
  transaction: Transaction,
  { projectId, runId }: RunChange,
  run: LockedRun,
  trajectoryIds: readonly string[],
): Promise<void> {
  const payloads = trajectoryIds.map((trajectoryId) => ({ projectId, runId, trajectoryId }));
  return enqueue(transaction, gradingJob(run.graderKind), payloads);
}

function refuseEnded({ state }: LockedRun, wanted: string): void {
  if (state === "finished") {
    throw new AppError(
      "conflict",
      `This run is finished, so it can't be ${wanted}. Retry what failed, or start a new one.`,
    );
  }
  if (state === "canceled") {
    throw new AppError(
      "conflict",
      `This run was canceled, so it can't be ${wanted}. Start a new one: it grades only what is missing.`,
    );
  }
}

function dollars(micro: bigint): string {
  return `$${(Number(micro) / 1_000_000).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 })}`;
}
