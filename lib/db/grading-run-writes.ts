import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { RUN_CHANNEL } from "@/lib/db/run-channel";
import type { RunScope } from "@/lib/grading/run-scope";

/** What a run's time comes to where it stops running now. */
const TIME_SO_FAR = Prisma.sql`active_ms + coalesce((extract(epoch FROM now() - resumed_at) * 1000)::bigint, 0)`;

export interface NewRun {
  readonly projectId: string;
  readonly runId: string;
  readonly graderVersionId: string;
  readonly actorId: string;
  readonly scope: RunScope;
  readonly costCeilingMicroUsd: bigint | null;
  readonly trajectoryIds: readonly string[];
  /** Why it is finished at once; null where there is something to do. */
  readonly finishedReason: string | null;
}

export async function createRun(transaction: Transaction, run: NewRun): Promise<void> {
  const finished = run.finishedReason !== null;
  const now = new Date();
  await transaction.gradingRun.create({
    data: {
      projectId: run.projectId,
      id: run.runId,
      graderVersionId: run.graderVersionId,
      actorId: run.actorId,
      scope: run.scope,
      costCeilingMicroUsd: run.costCeilingMicroUsd,
      taskCount: run.trajectoryIds.length,
      state: finished ? "finished" : "running",
      stateReason: run.finishedReason,
      resumedAt: finished ? null : now,
      finishedAt: finished ? now : null,
    },
  });
  await transaction.$executeRaw`
    INSERT INTO grading_tasks (project_id, run_id, trajectory_id)
    SELECT ${run.projectId}::uuid, ${run.runId}::uuid, unnest(${run.trajectoryIds}::uuid[])`;
  await announceRuns(transaction, run.projectId);
}

/** Tells whoever listens that the state of a run of the project has changed, once the transaction is committed. */
export async function announceRuns(transaction: Transaction, projectId: string): Promise<void> {
  await transaction.$queryRaw`SELECT pg_notify(${RUN_CHANNEL}, ${projectId})::text AS told`;
}

export interface LockedRun {
  readonly state: "running" | "paused" | "finished" | "canceled";
  readonly graderKind: "offline" | "llm" | "imported";
  readonly costMicroUsd: bigint;
  readonly costCeilingMicroUsd: bigint | null;
}

/** The run as it stands, held so until the transaction ends; null where there is none. */
export async function lockRun(transaction: Transaction, projectId: string, runId: string): Promise<LockedRun | null> {
  const [run] = await transaction.$queryRaw<LockedRun[]>`
    SELECT r.state::text AS state, g.kind::text AS "graderKind", r.cost_micro_usd AS "costMicroUsd",
      r.cost_ceiling_micro_usd AS "costCeilingMicroUsd"
    FROM grading_runs r
    JOIN grader_versions v ON v.project_id = r.project_id AND v.id = r.grader_version_id
    JOIN graders g ON g.project_id = v.project_id AND g.id = v.grader_id
    WHERE r.project_id = ${projectId}::uuid AND r.id = ${runId}::uuid
    FOR UPDATE OF r`;
  return run ?? null;
}

/**
 * running → paused, with the reason in words, in the audit log and told to whoever listens; false where it was not
 * running. Its time stands still from here. One statement, so that it holds together outside of a transaction, too.
 */
export async function pauseRun(
  projectId: string,
  runId: string,
  reason: string,
  transaction: Transaction = database,
  actorId: string = OPERATOR_ACTOR,
): Promise<boolean> {
  const paused = await transaction.$queryRaw<unknown[]>`
    WITH paused AS (
      UPDATE grading_runs SET state = 'paused', state_reason = ${reason}, resumed_at = NULL, active_ms = ${TIME_SO_FAR}
      WHERE project_id = ${projectId}::uuid AND id = ${runId}::uuid AND state = 'running'
      RETURNING id, calls, cost_micro_usd
    ), logged AS (
      INSERT INTO audit_events (project_id, actor_id, action, subject_id, detail)
      SELECT ${projectId}::uuid, ${actorId}, 'grading.paused', id::text,
        jsonb_build_object('reason', ${reason}::text, 'calls', calls, 'costMicroUsd', cost_micro_usd)
      FROM paused
    )
    SELECT pg_notify(${RUN_CHANNEL}, ${projectId})::text AS told FROM paused`;
  return paused.length === 1;
}

/** paused → running, its time runs again. `costCeilingMicroUsd` replaces the ceiling; undefined keeps it. */
export async function resumeRun(
  transaction: Transaction,
  projectId: string,
  runId: string,
  costCeilingMicroUsd: bigint | null | undefined,
): Promise<boolean> {
  const ceiling =
    costCeilingMicroUsd === undefined
      ? Prisma.empty
      : Prisma.sql`, cost_ceiling_micro_usd = ${costCeilingMicroUsd}::bigint`;
  const resumed = await transaction.$executeRaw`
    UPDATE grading_runs SET state = 'running', state_reason = NULL, resumed_at = now() ${ceiling}
    WHERE project_id = ${projectId}::uuid AND id = ${runId}::uuid AND state = 'paused'`;
  return resumed === 1;
}

/** running or paused → canceled, for good. */
export async function cancelRun(transaction: Transaction, projectId: string, runId: string): Promise<boolean> {
  const canceled = await transaction.$executeRaw`
    UPDATE grading_runs SET state = 'canceled', state_reason = NULL, finished_at = now(), resumed_at = NULL,
      active_ms = ${TIME_SO_FAR}
    WHERE project_id = ${projectId}::uuid AND id = ${runId}::uuid AND state IN ('running', 'paused')`;
  return canceled === 1;
}

/** One more retry; finished → running. A paused run stays paused. Call under {@link lockRun}. */
export async function reopenRun(transaction: Transaction, projectId: string, runId: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE grading_runs SET retries = retries + 1,
      state_reason = CASE WHEN state = 'finished' THEN NULL ELSE state_reason END,
      resumed_at = CASE WHEN state = 'finished' THEN now() ELSE resumed_at END,
      finished_at = NULL,
      state = CASE WHEN state = 'finished' THEN 'running' ELSE state END
    WHERE project_id = ${projectId}::uuid AND id = ${runId}::uuid AND state IN ('running', 'paused', 'finished')`;
}

export interface EndedRun {
  readonly actorId: string;
  readonly trajectories: number;
  readonly failed: number;
  readonly gradesOk: number;
  readonly gradesFailed: number;
  readonly gradesNotApplicable: number;
}

/** running → finished where nothing waits any more; null for all but the one caller that did it. */
export async function finishRun(transaction: Transaction, projectId: string, runId: string): Promise<EndedRun | null> {
  // The row is held before tasks are counted: a retry that reopens some of them comes wholly before or after.
  if ((await lockRun(transaction, projectId, runId))?.state !== "running") return null;
  const [ended] = await transaction.$queryRaw<EndedRun[]>`
    UPDATE grading_runs SET state = 'finished', finished_at = now(), resumed_at = NULL, active_ms = ${TIME_SO_FAR}
    FROM (
      SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, (count(*) FILTER (WHERE state = 'failed'))::int AS failed,
        coalesce(sum(grades_ok), 0)::int AS ok, coalesce(sum(grades_failed), 0)::int AS not_ok,
        coalesce(sum(grades_not_applicable), 0)::int AS not_applicable
      FROM grading_tasks WHERE project_id = ${projectId}::uuid AND run_id = ${runId}::uuid
    ) t
    WHERE project_id = ${projectId}::uuid AND id = ${runId}::uuid AND grading_runs.state = 'running' AND t.waiting = 0
    RETURNING actor_id AS "actorId", task_count AS trajectories, t.failed, t.ok AS "gradesOk",
      t.not_ok AS "gradesFailed", t.not_applicable AS "gradesNotApplicable"`;
  if (ended !== undefined) await announceRuns(transaction, projectId);
  return ended ?? null;
}
