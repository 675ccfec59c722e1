import { randomUUID } from "node:crypto";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGradingRun, findRunningRun } from "@/lib/db/grading-run-reads";
import { createRun } from "@/lib/db/grading-run-writes";
import { lockRunStart } from "@/lib/db/grading-writes";
import { findTrajectoriesToGrade, hasTrajectoryInScope } from "@/lib/db/run-scope-reads";
import { AppError } from "@/lib/kernel/app-error";
import { type GradingRunView, type NewRunInput, newRunSchema } from "@/lib/queries/run-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { gradingJob } from "@/lib/queue/jobs";
import { chooseGrader, ensureChosenVersion } from "@/lib/workflows/choose-grader";
import { microUsd } from "@/lib/workflows/micro-usd";

/** Starting may queue many thousand tasks at once, ms. */
const START_TIMEOUT_MS = 120_000;

const NOTHING_LEFT = {
  missing: "Every trajectory is graded by this version already.",
  failed: "No trajectory has a failed grade of this version.",
} as const;

/**
 * Starts grading of the trajectories that a scope names and that the grader's version has not graded whole (or where it
 * failed). Where a run is already on its way to all of them, that run is the answer; where nothing is left, a run that
 * is finished at once and says so.
 * @throws AppError conflict where nothing is in the scope; what {@link chooseGrader} throws.
 */
export async function startGradingRun(
  request: { readonly projectId: string; readonly actorId: string } & NewRunInput,
): Promise<GradingRunView> {
  const { projectId, actorId, ...input } = request;
  const { scope, costCeilingUsd, ...wanted } = newRunSchema.parse(input);
  const chosen = await chooseGrader(projectId, wanted);
  const runId = await database.$transaction(
    async (transaction) => {
      await lockRunStart(transaction, projectId);
      const version = await ensureChosenVersion(transaction, projectId, chosen);
      const query = { projectId, graderVersionId: version.id, scope };
      if (!(await hasTrajectoryInScope(transaction, query))) throw new AppError("conflict", await sayEmpty(projectId));
      const trajectoryIds = await findTrajectoriesToGrade(transaction, query);
      const running = trajectoryIds.length === 0 ? await findRunningRun(transaction, projectId, version.id) : null;
      if (running !== null) return running;

      const newRunId = randomUUID();
      const finishedReason = trajectoryIds.length === 0 ? NOTHING_LEFT[scope.only] : null;
      await createRun(transaction, {
        projectId,
        runId: newRunId,
        graderVersionId: version.id,
        actorId,
        scope,
        costCeilingMicroUsd: costCeilingUsd === null ? null : microUsd(costCeilingUsd),
        trajectoryIds,
        finishedReason,
      });
      await enqueue(
        transaction,
        gradingJob(chosen.kind),
        trajectoryIds.map((trajectoryId) => ({ projectId, runId: newRunId, trajectoryId })),
      );
      const { search, ...shownScope } = scope;
      await writeAuditEvent(transaction, {
        projectId,
        actorId,
        action: finishedReason === null ? "grading.started" : "grading.finished",
        subjectId: newRunId,
        detail: {
          grader: chosen.name,
          version: version.number,
          trajectories: trajectoryIds.length,
          // What was searched for may be a patient's words.
          scope: { ...shownScope, isSearch: search !== "" },
          costCeilingUsd,
        },
      });
      return newRunId;
    },
    { timeout: START_TIMEOUT_MS },
  );
  const run = await findGradingRun(projectId, runId);
  if (run === null) throw new Error("The run that was started is gone.");
  return run;
}

async function sayEmpty(projectId: string): Promise<string> {
  const any = await database.trajectory.findFirst({ where: { projectId }, select: { id: true } });
  return any === null
    ? "There is nothing to grade yet. Import consultations first."
    : "No trajectory is in this scope. Search for something else, or take another import.";
}
