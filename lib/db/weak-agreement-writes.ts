import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { isLive } from "@/lib/db/hand-out-reads";
import { countsEffort } from "@/lib/db/verdict-writes";
import { readWeakActs, type WeakAct } from "@/lib/db/weak-agreement-reads";

/**
 * Lets units of a trajectory pass, in one act: one row a unit, of those with a grade of that revision that the reader did
 * not judge and that are not left out. Their leases of this reader end. The same act again changes nothing. Null where
 * nothing was left to let pass.
 */
export async function letPass(input: {
  readonly projectId: string;
  readonly readerId: string;
  readonly trajectoryId: string;
  readonly actId: string;
  readonly activeMs: number;
  readonly units: readonly { readonly unitId: string; readonly gradeRevision: number }[];
}): Promise<WeakAct | null> {
  const { projectId, readerId, trajectoryId, actId, activeMs, units } = input;
  const unitIds = units.map(({ unitId }) => unitId);
  return database.$transaction(async (tx) => {
    // The time of the whole act stands on its first row, so that sums over rows count it once; one of the round's where
    // there is one, or the round would not know of the time.
    await tx.$executeRaw`/* prepared */
      WITH named AS (
        SELECT * FROM unnest(${unitIds}::uuid[], ${units.map(({ gradeRevision }) => gradeRevision)}::int[])
               AS n(unit_id, revision)
      ), passed AS (
        SELECT u.id, n.revision, q.round_id, row_number() OVER (ORDER BY q.round_id IS NULL, u.id) AS place
          FROM named n
          JOIN units u ON u.project_id = ${projectId}::uuid AND u.id = n.unit_id
                      AND u.trajectory_id = ${trajectoryId}::uuid
          JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = n.revision AND g.status = 'ok'
          LEFT JOIN round_units q ON q.project_id = u.project_id AND q.unit_id = u.id
                                 AND q.round_id = (SELECT r.id FROM rounds r
                                                    WHERE r.project_id = ${projectId}::uuid AND r.state = 'open'
                                                    ORDER BY r.number LIMIT 1)
         WHERE NOT EXISTS (SELECT 1 FROM standing_verdicts s
                            WHERE s.project_id = u.project_id AND s.unit_id = u.id AND s.reader_id = ${readerId})
      ), written AS (
      INSERT INTO verdicts
             (project_id, id, unit_id, grade_revision, round_id, reader_id, kind, visibility, active_ms, idempotency_key,
              act_id)
      SELECT ${projectId}::uuid, gen_random_uuid(), p.id, p.revision, p.round_id,
             ${readerId}, 'weak_agree', 'shown', CASE p.place WHEN 1 THEN ${activeMs}::int ELSE 0 END,
             concat_ws(':', 'weak', ${actId}::text, p.id), ${actId}::uuid
        FROM passed p
      ON CONFLICT (project_id, reader_id, idempotency_key) DO NOTHING
      RETURNING project_id, round_id, reader_id, active_ms
      ), ${countsEffort(Prisma.raw("written"))}
      SELECT 1`;
    await tx.$executeRaw`/* prepared */
      WITH held AS (
        SELECT q.round_id, q.unit_id, h.id
          FROM hand_outs h
          JOIN round_units q ON q.project_id = h.project_id AND q.round_id = h.round_id AND q.unit_id = h.unit_id
                            AND q.lease_id = h.id
          JOIN verdicts w ON w.project_id = q.project_id AND w.unit_id = q.unit_id AND w.act_id = ${actId}::uuid
                         AND w.reader_id = ${readerId} AND w.kind = 'weak_agree'
         WHERE h.project_id = ${projectId}::uuid AND h.reader_id = ${readerId} AND NOT h.is_adjudication AND ${isLive}
           AND h.round_id IN (SELECT r.id FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.state = 'open')
         ORDER BY q.unit_id FOR UPDATE OF q
      ), freed AS (
        UPDATE round_units q SET lease_id = NULL, lease_expires_at = NULL
          FROM held
         WHERE q.project_id = ${projectId}::uuid AND q.round_id = held.round_id AND q.unit_id = held.unit_id
      )
      UPDATE hand_outs h SET expires_at = statement_timestamp()
        FROM held WHERE h.project_id = ${projectId}::uuid AND h.id = held.id`;
    return (await readWeakActs(projectId, readerId, actId, tx))[0] ?? null;
  });
}

/** Takes a whole act back; the same again changes nothing. How many units it took back now. */
export async function withdrawAct(input: {
  readonly projectId: string;
  readonly readerId: string;
  readonly actId: string;
  readonly activeMs: number;
}): Promise<number> {
  const { projectId, readerId, actId, activeMs } = input;
  const [row] = await database.$queryRaw<{ count: number }[]>`/* prepared */
    WITH written AS (
    INSERT INTO verdicts
           (project_id, id, unit_id, grade_revision, round_id, reader_id, kind, visibility, active_ms, idempotency_key,
            supersedes_id, act_id)
    SELECT w.project_id, gen_random_uuid(), w.unit_id, w.grade_revision, w.round_id, w.reader_id, 'withdrawn', 'shown',
           CASE row_number() OVER (ORDER BY w.ordinal) WHEN 1 THEN ${activeMs}::int ELSE 0 END,
           concat_ws(':', 'weak-withdrawn', ${actId}::text, w.unit_id), w.id, w.act_id
      FROM verdicts w
     WHERE w.project_id = ${projectId}::uuid AND w.reader_id = ${readerId} AND w.act_id = ${actId}::uuid
       AND w.kind = 'weak_agree'
    ON CONFLICT DO NOTHING
    RETURNING project_id, round_id, reader_id, active_ms
    ), ${countsEffort(Prisma.raw("written"))}
    SELECT count(*)::int AS count FROM written`;
  return row?.count ?? 0;
}

/** Whether this reader made such an act, also one that was taken back. */
export async function hasAct(projectId: string, readerId: string, actId: string): Promise<boolean> {
  return (await database.verdict.count({ where: { projectId, readerId, actId, kind: "weak_agree" }, take: 1 })) > 0;
}
