import { database, type Transaction } from "@/lib/db/client";
import type { TaskIds } from "@/lib/db/grading-reads";

/** waiting → done, with the counts of what the run wrote for this trajectory. False where it was done already. */
export async function finishTask(
  transaction: Transaction,
  { projectId, runId, trajectoryId }: TaskIds,
  graderVersionId: string,
  attempts: number,
): Promise<boolean> {
  const updated = await transaction.$executeRaw`/* prepared */
    UPDATE grading_tasks SET state = 'done', attempts = ${attempts}, failure = NULL, finished_at = now(),
      grades_ok = n.ok, grades_failed = n.failed, grades_not_applicable = n.not_applicable,
      failure_classes = n.failure_classes
    FROM (
      SELECT coalesce(sum(c.count) FILTER (WHERE c.status = 'ok'), 0)::int AS ok,
        coalesce(sum(c.count) FILTER (WHERE c.status = 'failed'), 0)::int AS failed,
        coalesce(sum(c.count) FILTER (WHERE c.status = 'not_applicable'), 0)::int AS not_applicable,
        coalesce(jsonb_object_agg(c.failure_class, c.count) FILTER (WHERE c.failure_class IS NOT NULL), '{}')
          AS failure_classes
      FROM (
        SELECT g.status, g.failure_class, count(*) AS count
        FROM units u JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id
        WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid
          AND u.trajectory_id = ${trajectoryId}::uuid AND g.run_id = ${runId}::uuid
        GROUP BY g.status, g.failure_class
      ) c
    ) n
    WHERE project_id = ${projectId}::uuid AND run_id = ${runId}::uuid AND trajectory_id = ${trajectoryId}::uuid
      AND state = 'waiting'`;
  return updated === 1;
}

/** Keeps how often a task was tried; with `failure`, waiting → failed. */
export async function noteTaskAttempt(
  { projectId, runId, trajectoryId }: TaskIds,
  attempts: number | null,
  failure: string | null,
): Promise<void> {
  await database.gradingTask.updateMany({
    where: { projectId, runId, trajectoryId, state: "waiting" },
    data: {
      ...(attempts === null ? {} : { attempts }),
      ...(failure === null ? {} : { state: "failed", failure, finishedAt: new Date() }),
    },
  });
}

/** Failed tasks and tasks with failed grades → waiting. Returns their trajectories. */
export async function reopenFailedTasks(transaction: Transaction, projectId: string, runId: string): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ trajectory_id: string }[]>`
    UPDATE grading_tasks SET state = 'waiting', attempts = 0, failure = NULL, finished_at = NULL
    WHERE project_id = ${projectId}::uuid AND run_id = ${runId}::uuid
      AND (state = 'failed' OR (state = 'done' AND grades_failed > 0))
    RETURNING trajectory_id`;
  return rows.map((row) => row.trajectory_id);
}
