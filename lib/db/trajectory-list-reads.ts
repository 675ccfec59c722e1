import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

export interface ListedTrajectory {
  readonly id: string;
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly messageCount: number;
  readonly turnCount: number;
  readonly ordinal: bigint;
  readonly unitsGraded: number;
  readonly unitsFailed: number;
  readonly reads: number;
  readonly flags: number;
}

/** `%`, `_` and `\` of a search stand for themselves. */
export function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}

/**
 * Up to `limit` trajectories after an ordinal, in order of arrival, whose session or diagnosis contains the search.
 * Counts are of the grader version given (0 without one) and read narrow rows of the listed trajectories only.
 */
export async function readTrajectoryList(input: {
  readonly projectId: string;
  readonly graderVersionId: string | null;
  readonly search: string;
  readonly after: bigint;
  readonly limit: number;
}): Promise<ListedTrajectory[]> {
  const { projectId, graderVersionId, search, after, limit } = input;
  const pattern = containing(search);
  const matches =
    search === "" ? Prisma.empty : Prisma.sql`AND (session_key ILIKE ${pattern} OR diagnosis ILIKE ${pattern})`;
  return database.$queryRaw<ListedTrajectory[]>`
    WITH page AS (
      SELECT id, session_key, diagnosis, message_count, turn_count, ordinal FROM trajectories
       WHERE project_id = ${projectId}::uuid AND ordinal > ${after} ${matches}
       ORDER BY ordinal LIMIT ${limit}
    )
    SELECT p.id, p.session_key AS "sessionKey", p.diagnosis, p.message_count AS "messageCount",
           p.turn_count AS "turnCount", p.ordinal, graded."unitsGraded", graded."unitsFailed", read.reads, read.flags
      FROM page p
     CROSS JOIN LATERAL (
       SELECT (count(*) FILTER (WHERE g.status = 'ok'))::int AS "unitsGraded",
              (count(*) FILTER (WHERE g.status = 'failed'))::int AS "unitsFailed"
         FROM units u
         JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
        WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid
          AND u.trajectory_id = p.id
     ) graded
     CROSS JOIN LATERAL (
       SELECT (count(*) FILTER (WHERE s.kind <> 'skip'))::int AS reads,
              (count(*) FILTER (WHERE s.kind = 'wrong'))::int AS flags
         FROM standing_verdicts s
        WHERE s.project_id = ${projectId}::uuid AND s.trajectory_id = p.id
     ) read
     ORDER BY p.ordinal`;
}
