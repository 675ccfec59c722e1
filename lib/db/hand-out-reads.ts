import { Prisma } from "@/lib/db/generated/client";
import { type SqlRunner, sql } from "@/lib/db/sql";

/** Disputes are counted up to here. */
const COUNTED_DISPUTES = 100;

/** Of hand-outs `h`: lent, not answered, the lease not past its time. */
export const isLive = Prisma.sql`h.answered_at IS NULL AND h.expires_at > statement_timestamp()`;

export interface LentUnit {
  readonly handOutId: string;
  readonly roundId: string;
  readonly unitId: string;
  readonly criterion: "decision" | "extraction" | "content" | "format";
  readonly trajectoryId: string;
  readonly turnId: string;
  /** The policy sample that is judged; null: the turn itself or the expert's own response. */
  readonly sampleId: string | null;
  readonly visibility: "shown" | "blind";
  readonly isAdjudication: boolean;
  readonly expiresAt: Date;
}

/** Hand-outs `h` as {@link LentUnit}s: what follows SELECT, without a condition. */
export const LENT_UNIT = Prisma.sql`
  h.id AS "handOutId", h.round_id AS "roundId", h.unit_id AS "unitId", u.criterion::text AS criterion,
  u.trajectory_id AS "trajectoryId", u.turn_id AS "turnId", CASE p.source WHEN 'policy' THEN p.id END AS "sampleId",
  h.visibility::text AS visibility, h.is_adjudication AS "isAdjudication", h.expires_at AS "expiresAt"
    FROM h
    JOIN units u ON u.project_id = h.project_id AND u.id = h.unit_id
    LEFT JOIN responses p ON p.project_id = u.project_id AND p.id = u.response_id`;

/** Units of a round that are out of its budget. */
export async function countUnitsOut(tx: SqlRunner, projectId: string, roundId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`/* prepared */
    SELECT count(*)::int AS count FROM hand_outs h
     WHERE h.project_id = ${projectId}::uuid AND h.round_id = ${roundId}::uuid AND NOT h.is_adjudication AND ${isLive}`;
  return row?.count ?? 0;
}

/** One hand-out with where it is in the trajectory. */
export async function findLentUnit(projectId: string, handOutId: string): Promise<LentUnit | null> {
  const [unit] = await sql.$queryRaw<LentUnit[]>`/* prepared */
    WITH h AS (SELECT * FROM hand_outs WHERE project_id = ${projectId}::uuid AND id = ${handOutId}::uuid)
    SELECT ${LENT_UNIT}`;
  return unit ?? null;
}

/** Disputes of a round that this reader may settle, up to 100: not read by it, and with nobody else. */
export async function countDisputes(
  run: SqlRunner,
  projectId: string,
  roundId: string,
  readerId: string,
): Promise<number> {
  const [row] = await run.$queryRaw<{ count: number }[]>`/* prepared */
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM round_units q
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.state = 'disputed'
         AND (q.lease_expires_at IS NULL OR q.lease_expires_at <= statement_timestamp()
              OR EXISTS (SELECT 1 FROM hand_outs h
                          WHERE h.project_id = q.project_id AND h.id = q.lease_id AND h.reader_id = ${readerId}))
         AND NOT EXISTS (SELECT 1 FROM standing_verdicts s
                          WHERE s.project_id = q.project_id AND s.unit_id = q.unit_id AND s.reader_id = ${readerId})
       LIMIT ${COUNTED_DISPUTES}) d`;
  return row?.count ?? 0;
}
