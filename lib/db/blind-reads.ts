import { Prisma } from "@/lib/db/generated/client";
import { type SqlRunner, sql } from "@/lib/db/sql";

/**
 * Whether the grade of a queued unit is drawn to be hidden from a reader. The draw is by turn and reader, from the
 * round's seed, so that it is known before anything of the turn is shown: drawn when the unit is lent, it would come
 * after the reader saw the grade beside another unit of the turn. Decision and content are hidden; extraction only where
 * everything is, since writing down all items anew costs a reader minutes. Aliases: `r` rounds, `u` units.
 */
export const isDrawnBlind = (readerId: string) => Prisma.sql`
  (r.blind_share > 0
   AND (u.criterion IN ('decision', 'content') OR (r.blind_share >= 1 AND u.criterion = 'extraction'))
   AND ('x' || left(md5(concat_ws('|', 'blind', r.seed, ${readerId}::text, u.turn_id)), 13))::bit(52)::bigint / 4503599627370496.0
       < r.blind_share)`;

/**
 * Of these units, those whose grade must not reach this reader: in the queue of the open round, drawn blind, and not yet
 * judged by the reader (what was judged and taken back was seen).
 */
export async function readHiddenUnits(
  projectId: string,
  readerId: string,
  unitIds: readonly string[],
  tx: SqlRunner = sql,
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ unitId: string }[]>`/* prepared */
    SELECT q.unit_id AS "unitId"
      FROM rounds r
      JOIN round_units q ON q.project_id = r.project_id AND q.round_id = r.id AND q.unit_id = ANY(${[...unitIds]}::uuid[])
      JOIN units u ON u.project_id = q.project_id AND u.id = q.unit_id
     WHERE r.project_id = ${projectId}::uuid AND r.state = 'open' AND ${isDrawnBlind(readerId)}
       AND NOT EXISTS (SELECT 1 FROM verdicts v
                        WHERE v.project_id = q.project_id AND v.unit_id = q.unit_id AND v.reader_id = ${readerId}
                          AND v.kind IN ('agree', 'wrong'))`;
  return new Set(rows.map(({ unitId }) => unitId));
}
