import { database, type Transaction } from "@/lib/db/client";
import type { GraderKind, TaskIds } from "@/lib/db/grading-reads";

export interface TaskToGrade {
  readonly graderVersionId: string;
  readonly graderKind: GraderKind;
  readonly definition: unknown;
  /** How often what failed was asked for again. */
  readonly retries: number;
  readonly turnCount: number;
}

/** The task, where it is still to be done: its state is waiting and its run is running. */
export async function findTaskToGrade({ projectId, runId, trajectoryId }: TaskIds): Promise<TaskToGrade | null> {
  const [task] = await database.$queryRaw<TaskToGrade[]>`
    /* prepared */
    SELECT v.id AS "graderVersionId", g.kind::text AS "graderKind", v.definition, r.retries,
      j.turn_count AS "turnCount"
    FROM grading_tasks t
    JOIN grading_runs r ON r.project_id = t.project_id AND r.id = t.run_id AND r.state = 'running'
    JOIN grader_versions v ON v.project_id = r.project_id AND v.id = r.grader_version_id
    JOIN graders g ON g.project_id = v.project_id AND g.id = v.grader_id
    JOIN trajectories j ON j.project_id = t.project_id AND j.id = t.trajectory_id
    WHERE t.project_id = ${projectId}::uuid AND t.run_id = ${runId}::uuid
      AND t.trajectory_id = ${trajectoryId}::uuid AND t.state = 'waiting'`;
  return task ?? null;
}

export async function hasWaitingTask(projectId: string, runId: string): Promise<boolean> {
  const found = await database.gradingTask.findFirst({
    where: { projectId, runId, state: "waiting" },
    select: { trajectoryId: true },
  });
  return found !== null;
}

/** The trajectories that a run has yet to grade. */
export async function listWaitingTasks(transaction: Transaction, projectId: string, runId: string): Promise<string[]> {
  const tasks = await transaction.gradingTask.findMany({
    where: { projectId, runId, state: "waiting" },
    select: { trajectoryId: true },
  });
  return tasks.map(({ trajectoryId }) => trajectoryId);
}

export interface LostTask extends TaskIds {
  readonly graderKind: GraderKind;
  /** True where its job used up its attempts without a word. */
  readonly gaveUp: boolean;
}

/** Waiting tasks of running runs for which the queue has no job left, or only one that it has given up. */
export async function findTasksWithoutJob(limit: number): Promise<LostTask[]> {
  return database.$queryRaw`
    SELECT t.project_id AS "projectId", t.run_id AS "runId", t.trajectory_id AS "trajectoryId",
      g.kind::text AS "graderKind", j.key IS NOT NULL AS "gaveUp"
    FROM grading_runs r
    JOIN grader_versions v ON v.project_id = r.project_id AND v.id = r.grader_version_id
    JOIN graders g ON g.project_id = v.project_id AND g.id = v.grader_id
    JOIN grading_tasks t ON t.project_id = r.project_id AND t.run_id = r.id AND t.state = 'waiting'
    LEFT JOIN graphile_worker.jobs j ON j.key = concat_ws(':',
      CASE g.kind WHEN 'llm' THEN 'grade-with-model' ELSE 'grade-trajectory' END,
      t.project_id, t.run_id, t.trajectory_id)
    WHERE r.state = 'running' AND (j.key IS NULL OR (j.attempts >= j.max_attempts AND j.locked_at IS NULL))
    LIMIT ${limit}`;
}

/** Running runs in which nothing waits any more: their last task ended with its process. */
export async function findEndedRuns(): Promise<{ readonly projectId: string; readonly runId: string }[]> {
  return database.$queryRaw`
    SELECT r.project_id AS "projectId", r.id AS "runId" FROM grading_runs r
    WHERE r.state = 'running' AND NOT EXISTS (
      SELECT FROM grading_tasks t WHERE t.project_id = r.project_id AND t.run_id = r.id AND t.state = 'waiting')`;
}
