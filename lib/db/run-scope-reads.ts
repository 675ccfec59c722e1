import type { Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { containing } from "@/lib/db/trajectory-list-reads";
import type { RunScope } from "@/lib/grading/run-scope";

export interface ScopeQuery {
  readonly projectId: string;
  /** Null where the version is not made yet: it has graded nothing. */
  readonly graderVersionId: string | null;
  readonly scope: RunScope;
}

/** Trajectories with a turn that a scope names, before any is left out. The sample of a seed is always the same. */
export function taken({ projectId, scope }: ScopeQuery): Prisma.Sql {
  const pattern = containing(scope.search);
  const matches =
    scope.search === "" ? Prisma.empty : Prisma.sql`AND (session_key ILIKE ${pattern} OR diagnosis ILIKE ${pattern})`;
  const imported = scope.importId === null ? Prisma.empty : Prisma.sql`AND import_id = ${scope.importId}::uuid`;
  const drawn =
    scope.sample === null
      ? Prisma.empty
      : Prisma.sql`ORDER BY md5(concat_ws(':', ${String(scope.seed)}::text, id)), id LIMIT ${scope.sample}`;
  return Prisma.sql`
    SELECT project_id, id, ordinal, turn_count FROM trajectories
    WHERE project_id = ${projectId}::uuid AND turn_count > 0 ${matches} ${imported} ${drawn}`;
}

/** What makes a trajectory `j` one that the version has yet to grade, and that no run of it is about to. */
export function isToGrade({ graderVersionId, scope }: ScopeQuery): Prisma.Sql {
  if (graderVersionId === null) return scope.only === "failed" ? Prisma.sql`false` : Prisma.sql`true`;
  const grades = Prisma.sql`
    FROM units u
    JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
    WHERE u.project_id = j.project_id AND u.grader_version_id = ${graderVersionId}::uuid AND u.trajectory_id = j.id`;
  // Two units a turn (decision, extraction) and two a response (content, format).
  const isDue =
    scope.only === "failed"
      ? Prisma.sql`EXISTS (SELECT ${grades} AND g.status = 'failed')`
      : Prisma.sql`(SELECT count(*) ${grades} AND g.status <> 'failed') < 2 * j.turn_count + 2 * (
          SELECT count(*) FROM turns t JOIN responses s ON s.project_id = t.project_id AND s.turn_id = t.id
          WHERE t.project_id = j.project_id AND t.trajectory_id = j.id
        )`;
  return Prisma.sql`${isDue} AND NOT EXISTS (
      SELECT FROM grading_runs r
      JOIN grading_tasks k ON k.project_id = r.project_id AND k.run_id = r.id
      WHERE r.project_id = j.project_id AND r.grader_version_id = ${graderVersionId}::uuid
        AND r.state IN ('running', 'paused') AND k.trajectory_id = j.id AND k.state = 'waiting'
    )`;
}

export async function hasTrajectoryInScope(transaction: Transaction, query: ScopeQuery): Promise<boolean> {
  const rows = await transaction.$queryRaw<unknown[]>`SELECT 1 FROM (${taken(query)}) j LIMIT 1`;
  return rows.length > 0;
}

/**
 * The trajectories of a scope that the version has yet to grade, in order of arrival. The scope's sample is drawn first:
 * the same sample again takes the same trajectories, and those that are graded are left out of it.
 */
export async function findTrajectoriesToGrade(transaction: Transaction, query: ScopeQuery): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT j.id FROM (${taken(query)}) j WHERE ${isToGrade(query)} ORDER BY j.ordinal`;
  return rows.map((row) => row.id);
}
