import { analyzeGradedTables } from "@/lib/db/analyze-tables";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { markGraded } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { finishRun } from "@/lib/db/grading-run-writes";
import { hasWaitingTask } from "@/lib/db/grading-task-reads";

/** Ends the run once none of its tasks waits; the one caller that does so writes it into the audit log. */
export async function finishGradingRun(projectId: string, runId: string): Promise<void> {
  // Asked after every task: most find one waiting, and must not hold the run's row for it.
  if (await hasWaitingTask(projectId, runId)) return;
  const isEnded = await database.$transaction(async (transaction) => {
    const ended = await finishRun(transaction, projectId, runId);
    if (ended === null) return false;
    await markGraded(transaction, projectId, runId);
    const { actorId, ...counts } = ended;
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "grading.finished",
      subjectId: runId,
      detail: counts,
    });
    return true;
  });
  if (isEnded) await analyzeGradedTables();
}
