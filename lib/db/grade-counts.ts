import { database, type Transaction } from "@/lib/db/client";

/**
 * Counts a trajectory's units of one version anew, by the grade that holds. To be called by whoever wrote grades or
 * raised revisions, in the same transaction: pages sum these rows, and nothing else counts a project's grades.
 */
export async function recountGrades(
  transaction: Transaction,
  place: { readonly projectId: string; readonly graderVersionId: string; readonly trajectoryId: string },
): Promise<void> {
  const { projectId, graderVersionId, trajectoryId } = place;
  // Locked before it is counted: of two writers the second sees what the first wrote.
  await transaction.$executeRaw`/* prepared */
    INSERT INTO grade_counts (project_id, grader_version_id, trajectory_id, ok, failed, not_applicable)
    VALUES (${projectId}::uuid, ${graderVersionId}::uuid, ${trajectoryId}::uuid, 0, 0, 0)
    ON CONFLICT (project_id, grader_version_id, trajectory_id) DO UPDATE SET ok = grade_counts.ok`;
  await transaction.$executeRaw`/* prepared */
    UPDATE grade_counts c
       SET ok = n.ok, failed = n.failed, not_applicable = n.not_applicable, failures = n.failures
      FROM (
        SELECT coalesce(sum(count) FILTER (WHERE status = 'ok'), 0)::int AS ok,
               coalesce(sum(count) FILTER (WHERE status = 'failed'), 0)::int AS failed,
               coalesce(sum(count) FILTER (WHERE status = 'not_applicable'), 0)::int AS not_applicable,
               coalesce(jsonb_object_agg(failure_class, count) FILTER (WHERE failure_class IS NOT NULL), '{}') AS failures
          FROM (
            SELECT g.status, g.failure_class, count(*) AS count
              FROM units u
              JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
             WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid
               AND u.trajectory_id = ${trajectoryId}::uuid
             GROUP BY 1, 2
          ) by_class
      ) n
     WHERE c.project_id = ${projectId}::uuid AND c.grader_version_id = ${graderVersionId}::uuid
       AND c.trajectory_id = ${trajectoryId}::uuid`;
}

export interface UnitCounts {
  readonly ok: number;
  readonly failed: number;
  readonly notApplicable: number;
}

/** Units of a grader version by the status of the grade that holds. */
export async function countUnitsByStatus(projectId: string, graderVersionId: string): Promise<UnitCounts> {
  const [row] = await database.$queryRaw<UnitCounts[]>`
    SELECT coalesce(sum(ok), 0)::int AS ok, coalesce(sum(failed), 0)::int AS failed,
           coalesce(sum(not_applicable), 0)::int AS "notApplicable"
      FROM grade_counts WHERE project_id = ${projectId}::uuid AND grader_version_id = ${graderVersionId}::uuid`;
  if (row === undefined) throw new Error("Counting gave no row.");
  return row;
}

/** Failed units of a grader version by class, most first. */
export function countFailures(
  projectId: string,
  graderVersionId: string,
): Promise<{ readonly failureClass: string; readonly count: number }[]> {
  return database.$queryRaw`
    SELECT f.key AS "failureClass", sum(f.value::int)::int AS count
      FROM grade_counts c CROSS JOIN LATERAL jsonb_each_text(c.failures) f
     WHERE c.project_id = ${projectId}::uuid AND c.grader_version_id = ${graderVersionId}::uuid AND c.failed > 0
     GROUP BY f.key ORDER BY 2 DESC, 1`;
}

/** Units of each version of a project that has any. */
export async function countUnitsOfVersions(projectId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await database.$queryRaw<{ versionId: string; units: number }[]>`
    SELECT grader_version_id AS "versionId", sum(ok + failed + not_applicable)::int AS units
      FROM grade_counts WHERE project_id = ${projectId}::uuid GROUP BY 1`;
  return new Map(rows.map(({ versionId, units }) => [versionId, units]));
}
