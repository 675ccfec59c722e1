import { database } from "@/lib/db/client";
import { findStoredTrajectory, type StoredTrajectory } from "@/lib/db/grading-reads";
import type { Score } from "@/lib/grading/criterion";

/**
 * Another trajectory of the project, always the same one: that which arrived before it, and for the first the second.
 * Later imports change nothing, so that a rerun asks the same questions. Null where there is no other.
 */
export async function findOtherTrajectory(projectId: string, trajectoryId: string): Promise<StoredTrajectory | null> {
  const [other] = await database.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM trajectories j CROSS JOIN LATERAL (
      (SELECT id, 1 AS place FROM trajectories b
        WHERE b.project_id = j.project_id AND b.ordinal < j.ordinal AND b.turn_count > 0
        ORDER BY b.ordinal DESC LIMIT 1)
      UNION ALL
      (SELECT id, 2 AS place FROM trajectories a
        WHERE a.project_id = j.project_id AND a.ordinal > j.ordinal AND a.turn_count > 0
        ORDER BY a.ordinal LIMIT 1)
    ) o
    WHERE j.project_id = ${projectId}::uuid AND j.id = ${trajectoryId}::uuid ORDER BY o.place LIMIT 1`;
  return other === undefined ? null : findStoredTrajectory(projectId, other.id);
}

/** What a grader version itself said of a response, before any correction; null where it said nothing. */
export interface VersionScores {
  readonly responseId: string;
  readonly versionId: string;
  readonly content: Score | null;
  readonly format: Score | null;
}

/** The scores that these versions gave the responses of these trajectories. */
export async function readVersionScores(
  projectId: string,
  versionIds: readonly string[],
  trajectoryIds: readonly string[],
): Promise<VersionScores[]> {
  return database.$queryRaw`
    SELECT u.response_id AS "responseId", u.grader_version_id AS "versionId",
      max(g.score) FILTER (WHERE u.criterion = 'content') AS content,
      max(g.score) FILTER (WHERE u.criterion = 'format') AS format
    FROM units u
    JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = 0 AND g.status = 'ok'
    WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ANY(${versionIds}::uuid[])
      AND u.trajectory_id = ANY(${trajectoryIds}::uuid[]) AND u.response_id IS NOT NULL
    GROUP BY u.response_id, u.grader_version_id`;
}
