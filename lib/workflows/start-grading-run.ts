import { randomUUID } from "node:crypto";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findTrajectoriesToGrade } from "@/lib/db/grading-reads";
import { findGradingRun, findRunningRun } from "@/lib/db/grading-run-reads";
import { createRun, ensureGraderVersion, lockRunStart } from "@/lib/db/grading-writes";
import { OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { AppError } from "@/lib/kernel/app-error";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { hashDefinition } from "@/lib/workflows/hash-definition";

/** Starting may queue many thousand tasks at once, ms. */
const START_TIMEOUT_MS = 120_000;

const NOTHING_LEFT = "Every trajectory is graded by this version already.";

/**
 * Starts grading of every trajectory that the grader's current version has not graded whole: those that are new and
 * those with a failed grade. Where a run is already on its way to all of them, that run is the answer; where nothing is
 * left, a run that is finished at once and says so.
 * @throws AppError missing where the project has no trajectory.
 */
export async function startGradingRun(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly graderName: "offline";
}): Promise<GradingRunView> {
  const { projectId, actorId, graderName } = request;
  if ((await database.trajectory.findFirst({ where: { projectId }, select: { id: true } })) === null) {
    throw new AppError("conflict", "There is nothing to grade yet. Import consultations first.");
  }
  const runId = await database.$transaction(
    async (transaction) => {
      await lockRunStart(transaction, projectId);
      const version = await ensureGraderVersion(transaction, {
        projectId,
        name: graderName,
        kind: "offline",
        contentHash: hashDefinition(OFFLINE_GRADER_DEFINITION),
        definition: JSON.stringify(OFFLINE_GRADER_DEFINITION),
      });
      const trajectoryIds = await findTrajectoriesToGrade(transaction, projectId, version.id);
      const running = trajectoryIds.length === 0 ? await findRunningRun(transaction, projectId, version.id) : null;
      if (running !== null) return running;

      const newRunId = randomUUID();
      const finishedReason = trajectoryIds.length === 0 ? NOTHING_LEFT : null;
      await createRun(transaction, {
        projectId,
        runId: newRunId,
        graderVersionId: version.id,
        actorId,
        trajectoryIds,
        finishedReason,
      });
      await enqueue(
        transaction,
        "grade-trajectory",
        trajectoryIds.map((trajectoryId) => ({ projectId, runId: newRunId, trajectoryId })),
      );
      await writeAuditEvent(transaction, {
        projectId,
        actorId,
        action: finishedReason === null ? "grading.started" : "grading.finished",
        subjectId: newRunId,
        detail: { grader: graderName, version: version.number, trajectories: trajectoryIds.length },
      });
      return newRunId;
    },
    { timeout: START_TIMEOUT_MS },
  );
  const run = await findGradingRun(projectId, runId);
  if (run === null) throw new Error("The run that was started is gone.");
  return run;
}
