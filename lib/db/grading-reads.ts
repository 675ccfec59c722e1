import { database, type Transaction } from "@/lib/db/client";
import { graderLabel } from "@/lib/grading/grader-label";
import type { GradingRunView } from "@/lib/queries/pipeline-contract";
import type { Message } from "@/lib/trajectory/message";
import { sessionLabel } from "@/lib/trajectory/session";
import type { Turn } from "@/lib/trajectory/turn";

/** The list of runs shows this many; older ones stay in the table. */
const LISTED_RUNS = 50;
/** Failures shown with a run; the count beside them is whole. */
const LISTED_FAILURES = 100;

interface RunRow {
  readonly id: string;
  readonly grader_name: string;
  readonly version_number: number;
  readonly state: GradingRunView["state"];
  readonly state_reason: string | null;
  readonly task_count: number;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly done: number;
  readonly failed: number;
  readonly grades_ok: number;
  readonly grades_failed: number;
  readonly grades_not_applicable: number;
}

async function viewRuns(projectId: string, runId: string | null): Promise<GradingRunView[]> {
  const rows = await database.$queryRaw<RunRow[]>`
    SELECT r.id, g.name AS grader_name, v.number AS version_number, r.state::text AS state, r.state_reason,
      r.task_count, r.started_at, r.finished_at, sums.*
    FROM grading_runs r
    JOIN grader_versions v ON v.project_id = r.project_id AND v.id = r.grader_version_id
    JOIN graders g ON g.project_id = v.project_id AND g.id = v.grader_id
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE t.state = 'done'))::int AS done,
        (count(*) FILTER (WHERE t.state = 'failed'))::int AS failed,
        coalesce(sum(t.grades_ok), 0)::int AS grades_ok,
        coalesce(sum(t.grades_failed), 0)::int AS grades_failed,
        coalesce(sum(t.grades_not_applicable), 0)::int AS grades_not_applicable
      FROM grading_tasks t WHERE t.project_id = r.project_id AND t.run_id = r.id
    ) sums
    WHERE r.project_id = ${projectId}::uuid AND (${runId}::uuid IS NULL OR r.id = ${runId}::uuid)
    ORDER BY r.started_at DESC, r.id LIMIT ${LISTED_RUNS}`;
  const failures = await readFailures(
    projectId,
    rows.filter((row) => row.failed > 0).map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    graderLabel: graderLabel(row.grader_name, row.version_number),
    state: row.state,
    stateReason: row.state_reason,
    tasksTotal: row.task_count,
    tasksDone: row.done,
    tasksFailed: row.failed,
    gradesOk: row.grades_ok,
    gradesFailed: row.grades_failed,
    gradesNotApplicable: row.grades_not_applicable,
    failures: failures.get(row.id) ?? [],
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }));
}

async function readFailures(projectId: string, runIds: readonly string[]) {
  const byRun = new Map<string, GradingRunView["failures"]>();
  if (runIds.length === 0) return byRun;
  const rows = await database.$queryRaw<
    { run_id: string; trajectory_id: string; session_key: string; attempts: number; failure: string | null }[]
  >`
    SELECT f.run_id, f.trajectory_id, j.session_key, f.attempts, f.failure
    FROM unnest(${runIds}::uuid[]) AS r(id)
    CROSS JOIN LATERAL (
      SELECT * FROM grading_tasks t
      WHERE t.project_id = ${projectId}::uuid AND t.run_id = r.id AND t.state = 'failed'
      ORDER BY t.trajectory_id LIMIT ${LISTED_FAILURES}
    ) f
    JOIN trajectories j ON j.project_id = f.project_id AND j.id = f.trajectory_id
    ORDER BY j.ordinal`;
  for (const row of rows) {
    const list = byRun.get(row.run_id) ?? [];
    list.push({
      trajectoryId: row.trajectory_id,
      sessionLabel: sessionLabel(row.session_key),
      attempts: row.attempts,
      failure: row.failure ?? "",
    });
    byRun.set(row.run_id, list);
  }
  return byRun;
}

/** The newest grading runs first. */
export function listGradingRuns(projectId: string): Promise<GradingRunView[]> {
  return viewRuns(projectId, null);
}

export async function findGradingRun(projectId: string, runId: string): Promise<GradingRunView | null> {
  return (await viewRuns(projectId, runId))[0] ?? null;
}

/** Trajectories that lack a grade of this version, or have a failed one, and that no running run is about to grade. */
export async function findTrajectoriesToGrade(
  transaction: Transaction,
  projectId: string,
  graderVersionId: string,
): Promise<string[]> {
  // Two units a turn (decision, extraction) and two a response (content, format).
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT j.id FROM trajectories j
    WHERE j.project_id = ${projectId}::uuid AND j.turn_count > 0
      AND (
        SELECT count(*) FROM units u
        JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
        WHERE u.project_id = j.project_id AND u.grader_version_id = ${graderVersionId}::uuid
          AND u.trajectory_id = j.id AND g.status <> 'failed'
      ) < 2 * j.turn_count + 2 * (
        SELECT count(*) FROM turns t JOIN responses s ON s.project_id = t.project_id AND s.turn_id = t.id
        WHERE t.project_id = j.project_id AND t.trajectory_id = j.id
      )
      AND NOT EXISTS (
        SELECT FROM grading_runs r
        JOIN grading_tasks k ON k.project_id = r.project_id AND k.run_id = r.id
        WHERE r.project_id = j.project_id AND r.grader_version_id = ${graderVersionId}::uuid
          AND r.state IN ('running', 'paused') AND k.trajectory_id = j.id AND k.state = 'waiting'
      )
    ORDER BY j.ordinal`;
  return rows.map((row) => row.id);
}

/** The newest run of this version that still has something to do. */
export async function findRunningRun(
  transaction: Transaction,
  projectId: string,
  graderVersionId: string,
): Promise<string | null> {
  const run = await transaction.gradingRun.findFirst({
    where: { projectId, graderVersionId, state: { in: ["running", "paused"] } },
    orderBy: { startedAt: "desc" },
    select: { id: true },
  });
  return run?.id ?? null;
}

export interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly graderName: string;
  readonly contentHash: string;
  readonly graderKind: TaskToGrade["graderKind"];
  readonly definition: unknown;
}

const versionColumns = {
  id: true,
  number: true,
  contentHash: true,
  definition: true,
  grader: { select: { name: true, kind: true } },
} as const;

function versionOf({
  grader,
  ...version
}: {
  id: string;
  number: number;
  contentHash: string;
  definition: unknown;
  grader: { name: string; kind: TaskToGrade["graderKind"] };
}): VersionRow {
  return { ...version, graderName: grader.name, graderKind: grader.kind };
}

export async function findGraderVersion(projectId: string, graderVersionId: string): Promise<VersionRow | null> {
  const version = await database.graderVersion.findUnique({
    where: { projectId_id: { projectId, id: graderVersionId } },
    select: versionColumns,
  });
  return version === null ? null : versionOf(version);
}

/** The newest version that has graded anything. */
export async function findNewestGradedVersion(projectId: string): Promise<VersionRow | null> {
  const version = await database.graderVersion.findFirst({
    where: { projectId, units: { some: {} } },
    orderBy: [{ createdAt: "desc" }, { number: "desc" }],
    select: versionColumns,
  });
  return version === null ? null : versionOf(version);
}

/** Every version that has graded this trajectory. */
export async function listVersionsOfTrajectory(projectId: string, trajectoryId: string): Promise<VersionRow[]> {
  const versions = await database.graderVersion.findMany({
    where: { projectId, units: { some: { projectId, trajectoryId } } },
    orderBy: { createdAt: "asc" },
    select: versionColumns,
  });
  return versions.map(versionOf);
}

/** Whether any reader has judged anything of the trajectory, under whichever version. */
export async function hasVerdicts(transaction: Transaction, projectId: string, trajectoryId: string): Promise<boolean> {
  const found = await transaction.standingVerdict.findFirst({
    where: { projectId, trajectoryId },
    select: { unitId: true },
  });
  return found !== null;
}

export interface TaskToGrade {
  readonly graderVersionId: string;
  readonly graderKind: "offline" | "llm" | "imported";
  readonly definition: unknown;
}

/** The task, where it is still to be done: its state is waiting and its run is running. */
export async function findTaskToGrade(
  projectId: string,
  runId: string,
  trajectoryId: string,
): Promise<TaskToGrade | null> {
  const task = await database.gradingTask.findFirst({
    where: { projectId, runId, trajectoryId, state: "waiting", run: { state: "running" } },
    select: {
      run: {
        select: { graderVersion: { select: { id: true, definition: true, grader: { select: { kind: true } } } } },
      },
    },
  });
  if (task === null) return null;
  const version = task.run.graderVersion;
  return { graderVersionId: version.id, graderKind: version.grader.kind, definition: version.definition };
}

export interface StoredResponse {
  readonly id: string;
  readonly source: "expert" | "policy";
  readonly content: string;
}

export interface StoredTurn extends Turn {
  readonly id: string;
  readonly responses: readonly StoredResponse[];
}

export interface StoredTrajectory {
  readonly id: string;
  readonly messages: readonly Message[];
  readonly turns: readonly StoredTurn[];
}

/** A whole trajectory with its turns and responses in order; null where there is none. */
export async function findStoredTrajectory(
  projectId: string,
  trajectoryId: string,
  transaction: Transaction = database,
): Promise<StoredTrajectory | null> {
  const found = await transaction.trajectory.findUnique({
    where: { projectId_id: { projectId, id: trajectoryId } },
    select: {
      id: true,
      messages: { select: { role: true, content: true }, orderBy: { position: "asc" } },
      turns: {
        select: {
          id: true,
          round: true,
          contextMessageCount: true,
          responseMessageCount: true,
          stopLabel: true,
          responses: {
            select: { id: true, source: true, content: true },
            orderBy: [{ source: "asc" }, { sampleIndex: "asc" }],
          },
        },
        orderBy: { round: "asc" },
      },
    },
  });
  return found;
}

export interface TaskIds {
  readonly projectId: string;
  readonly runId: string;
  readonly trajectoryId: string;
}

/** Waiting tasks of running runs for which the queue has no job left, or only one that it has given up. */
export async function findTasksWithoutJob(limit: number): Promise<(TaskIds & { readonly gaveUp: boolean })[]> {
  return database.$queryRaw`
    SELECT t.project_id AS "projectId", t.run_id AS "runId", t.trajectory_id AS "trajectoryId",
      j.key IS NOT NULL AS "gaveUp"
    FROM grading_runs r
    JOIN grading_tasks t ON t.project_id = r.project_id AND t.run_id = r.id AND t.state = 'waiting'
    LEFT JOIN graphile_worker.jobs j
      ON j.key = concat_ws(':', 'grade-trajectory', t.project_id, t.run_id, t.trajectory_id)
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
