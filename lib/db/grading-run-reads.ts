import { z } from "zod";
import { database, type Transaction } from "@/lib/db/client";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { graderLabel } from "@/lib/grading/grader-label";
import { runScopeSchema } from "@/lib/grading/run-scope";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { sessionLabel } from "@/lib/trajectory/session";

const MS_PER_MINUTE = 60_000;
/** Costs are kept in whole millionths, so that sums are exact. */
const MICRO = 1_000_000;
/** The list of runs shows this many; older ones stay in the table. */
const LISTED_RUNS = 50;
/** Failures shown with a run; the count beside them is whole. */
const LISTED_FAILURES = 100;

interface RunRow {
  readonly id: string;
  readonly grader_version_id: string;
  readonly grader_kind: GradingRunView["graderKind"];
  readonly grader_name: string;
  readonly version_number: number;
  readonly state: GradingRunView["state"];
  readonly state_reason: string | null;
  readonly task_count: number;
  readonly scope: unknown;
  readonly calls: number;
  readonly calls_reused: number;
  readonly input_tokens: bigint;
  readonly output_tokens: bigint;
  readonly cost_micro_usd: bigint;
  /** False where a model the version calls has no price. */
  readonly is_priced: boolean;
  readonly cost_ceiling_micro_usd: bigint | null;
  readonly retried_calls: unknown;
  readonly active_ms: number;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly done: number;
  readonly failed: number;
  readonly grades_ok: number;
  readonly grades_failed: number;
  readonly grades_not_applicable: number;
  readonly failure_classes: unknown;
}

const countsColumn = z.partialRecord(z.enum(FAILURE_CLASSES), z.number().int());

function viewCounts(column: unknown): GradingRunView["failureClasses"] {
  return Object.entries(countsColumn.parse(column))
    .map(([failureClass, count]) => ({ failureClass: z.enum(FAILURE_CLASSES).parse(failureClass), count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.failureClass.localeCompare(b.failureClass));
}

async function viewRuns(projectId: string, runIds: readonly string[] | null): Promise<GradingRunView[]> {
  const rows = await database.$queryRaw<RunRow[]>`
    SELECT r.id, r.grader_version_id, g.name AS grader_name, g.kind::text AS grader_kind, v.number AS version_number,
      r.state::text AS state, r.state_reason, r.task_count, r.scope, r.calls, r.calls_reused, r.input_tokens,
      r.output_tokens, r.cost_micro_usd, r.cost_ceiling_micro_usd, r.retried_calls, r.started_at, r.finished_at,
      (r.active_ms + CASE WHEN r.state = 'running' AND r.resumed_at IS NOT NULL
        THEN extract(epoch FROM now() - r.resumed_at) * 1000 ELSE 0 END)::float8 AS active_ms,
      NOT EXISTS (
        SELECT FROM endpoints e WHERE e.project_id = r.project_id
          AND (e.input_price_micro_usd IS NULL OR e.output_price_micro_usd IS NULL)
          AND position(e.id::text IN v.definition::text) > 0
      ) AS is_priced,
      sums.*, classes.failure_classes
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
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_object_agg(c.key, c.count), '{}') AS failure_classes FROM (
        SELECT f.key, sum(f.value::int)::int AS count
        FROM grading_tasks t CROSS JOIN LATERAL jsonb_each_text(t.failure_classes) f
        WHERE t.project_id = r.project_id AND t.run_id = r.id AND t.grades_failed > 0
        GROUP BY f.key
      ) c
    ) classes
    WHERE r.project_id = ${projectId}::uuid AND (${runIds}::uuid[] IS NULL OR r.id = ANY(${runIds}::uuid[]))
    ORDER BY r.started_at DESC, r.id LIMIT ${LISTED_RUNS}`;
  const failures = await readFailures(
    projectId,
    rows.filter((row) => row.failed > 0).map((row) => row.id),
  );
  return rows.map((row) => viewRun(row, failures.get(row.id) ?? []));
}

function viewRun(row: RunRow, failures: GradingRunView["failures"]): GradingRunView {
  const ended = row.done + row.failed;
  const rate = ended > 0 && row.active_ms > 0 ? (ended * MS_PER_MINUTE) / row.active_ms : null;
  return {
    id: row.id,
    graderVersionId: row.grader_version_id,
    graderLabel: graderLabel(row.grader_name, row.version_number),
    graderKind: row.grader_kind,
    state: row.state,
    stateReason: row.state_reason,
    scope: runScopeSchema.parse(row.scope),
    tasksTotal: row.task_count,
    tasksDone: row.done,
    tasksFailed: row.failed,
    gradesOk: row.grades_ok,
    gradesFailed: row.grades_failed,
    gradesNotApplicable: row.grades_not_applicable,
    failureClasses: viewCounts(row.failure_classes),
    retriedCalls: viewCounts(row.retried_calls),
    calls: row.calls,
    callsReused: row.calls_reused,
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    costUsd: row.is_priced ? Number(row.cost_micro_usd) / MICRO : null,
    costCeilingUsd: row.cost_ceiling_micro_usd === null ? null : Number(row.cost_ceiling_micro_usd) / MICRO,
    activeSeconds: row.active_ms / 1000,
    trajectoriesPerMinute: rate,
    secondsLeft: rate === null ? null : ((row.task_count - ended) / rate) * 60,
    failures,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
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

/** Those of these runs that there are. */
export function findGradingRuns(projectId: string, runIds: readonly string[]): Promise<GradingRunView[]> {
  return viewRuns(projectId, runIds);
}

export async function findGradingRun(projectId: string, runId: string): Promise<GradingRunView | null> {
  return (await viewRuns(projectId, [runId]))[0] ?? null;
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

/** The most often that a run of this version asked again for what had failed. */
export async function readMostRetries(projectId: string, graderVersionId: string): Promise<number> {
  const { _max: most } = await database.gradingRun.aggregate({
    where: { projectId, graderVersionId },
    _max: { retries: true },
  });
  return most.retries ?? 0;
}
