import { database, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

/** Acts of weak agreement listed beside a reader's last decisions. */
const LISTED_ACTS = 50;

/**
 * Of rows `w` of `verdicts`: let pass, and not taken back. The act is named for its index, which finds these among all
 * that a reader said.
 */
export const standsWeakly = Prisma.sql`
  w.act_id IS NOT NULL AND w.kind = 'weak_agree'
  AND NOT EXISTS (SELECT 1 FROM verdicts z WHERE z.project_id = w.project_id AND z.supersedes_id = w.id)`;

/** Of these units, those that a reader let pass, did not take back and did not judge itself. */
export async function readWeaklyAgreed(
  projectId: string,
  readerId: string,
  unitIds: readonly string[],
): Promise<string[]> {
  const rows = await database.$queryRaw<{ unitId: string }[]>`/* prepared */
    SELECT DISTINCT w.unit_id AS "unitId" FROM verdicts w
     WHERE w.project_id = ${projectId}::uuid AND w.unit_id = ANY(${[...unitIds]}::uuid[]) AND w.reader_id = ${readerId}
       AND ${standsWeakly}
       AND NOT EXISTS (SELECT 1 FROM standing_verdicts s
                        WHERE s.project_id = w.project_id AND s.unit_id = w.unit_id AND s.reader_id = w.reader_id)
     ORDER BY 1`;
  return rows.map(({ unitId }) => unitId);
}

export interface WeakAct {
  readonly actId: string;
  readonly trajectoryId: string;
  readonly unitIds: readonly string[];
  readonly createdAt: Date;
}

/** A reader's acts that stand, newest first; one alone where an id is given. */
export async function readWeakActs(
  projectId: string,
  readerId: string,
  actId: string | null = null,
  tx: Transaction = database,
): Promise<WeakAct[]> {
  return tx.$queryRaw<WeakAct[]>`
    SELECT w.act_id AS "actId", u.trajectory_id AS "trajectoryId", array_agg(w.unit_id ORDER BY w.ordinal) AS "unitIds",
           min(w.created_at) AS "createdAt"
      FROM verdicts w
      JOIN units u ON u.project_id = w.project_id AND u.id = w.unit_id
     WHERE w.project_id = ${projectId}::uuid AND w.reader_id = ${readerId} AND w.act_id IS NOT NULL AND ${standsWeakly}
       AND (${actId}::uuid IS NULL OR w.act_id = ${actId}::uuid)
     GROUP BY w.act_id, u.trajectory_id
     ORDER BY max(w.ordinal) DESC LIMIT ${LISTED_ACTS}`;
}
