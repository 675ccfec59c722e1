import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { lockRunStart, reopenFailedTasks } from "@/lib/db/grading-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { enqueue } from "@/lib/queue/enqueue";

/**
 * Queues again what failed in a run: tasks that failed and tasks with failed grades. Grades that are there stay; only
 * failed ones are asked for again.
 */
export async function retryFailedGrading(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly runId: string;
}): Promise<GradingRunView> {
  const { projectId, actorId, runId } = request;
  const before = await findGradingRun(projectId, runId);
  if (before === null) throw new AppError("missing", "There is no such grading run in this project.");
  if (before.state === "canceled") {
    throw new AppError("conflict", "This run was canceled. Start a new one: it grades only what is missing.");
  }
  await database.$transaction(async (transaction) => {
    await lockRunStart(transaction, projectId);
    const trajectoryIds = await reopenFailedTasks(transaction, projectId, runId);
    if (trajectoryIds.length === 0) return;
    await enqueue(
      transaction,
      "grade-trajectory",
      trajectoryIds.map((trajectoryId) => ({ projectId, runId, trajectoryId })),
    );
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "grading.retried",
      subjectId: runId,
      detail: { trajectories: trajectoryIds.length },
    });
  });
  return (await findGradingRun(projectId, runId)) ?? before;
}
