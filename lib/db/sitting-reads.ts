import { readsDone } from "@/lib/db/reads-done";
import { type SqlRunner, sql } from "@/lib/db/sql";

/** The pace is that of a reader's last reads: as people get quicker it follows, and it costs the same after thousands. */
const PACE_READS = 50;

export interface SittingNumbers {
  readonly roundNumber: number;
  readonly readsDone: number;
  readonly readsBudget: number;
  readonly ownReads: number;
  /** Sum over all answers of this reader in the round, also those taken back: time spent is spent. */
  readonly activeMs: number;
  /** Of the reader's last reads; null without one. */
  readonly medianReadMs: number | null;
  /** Scores that this reader's standing corrections change, and in how many different turns: two can reach the same. */
  readonly scoresPutRight: number;
  readonly turnsTouched: number;
}

export interface RoundPlace {
  readonly id: string;
  readonly state: "preparing" | "open" | "finished" | "canceled";
  readonly readsDone: number;
  readonly budgetReads: number;
}

/** The project's newest round, for telling a reader why nothing is served. */
export async function findNewestRound(projectId: string): Promise<RoundPlace | null> {
  const [row] = await sql.$queryRaw<RoundPlace[]>`/* prepared */
    SELECT r.id, r.state::text AS state, ${readsDone} AS "readsDone", r.budget_reads AS "budgetReads"
      FROM rounds r WHERE r.project_id = ${projectId}::uuid ORDER BY r.number DESC LIMIT 1`;
  return row ?? null;
}

/** Where one reader stands in a round. */
export async function readSittingNumbers(
  run: SqlRunner,
  projectId: string,
  roundId: string,
  readerId: string,
): Promise<SittingNumbers | null> {
  const [row] = await run.$queryRaw<SittingNumbers[]>`/* prepared */
    SELECT r.number AS "roundNumber", ${readsDone} AS "readsDone", r.budget_reads AS "readsBudget",
           coalesce(own.reads, 0) AS "ownReads", coalesce(own.active_ms, 0)::float8 AS "activeMs",
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY l.active_ms)
              FROM (SELECT v.active_ms FROM verdicts v
                     WHERE v.project_id = r.project_id AND v.round_id = r.id AND v.reader_id = ${readerId}
                       AND v.kind IN ('agree', 'wrong')
                     ORDER BY v.ordinal DESC LIMIT ${PACE_READS}) l) AS "medianReadMs",
           reach.scores AS "scoresPutRight", reach.turns AS "turnsTouched"
      FROM rounds r
      LEFT JOIN round_readers own
             ON own.project_id = r.project_id AND own.round_id = r.id AND own.reader_id = ${readerId}
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(turn.scores), 0)::int AS scores, count(*)::int AS turns
         FROM (SELECT count(*) AS scores FROM standing_verdicts s, generate_series(s.first_round, s.last_round) at
                WHERE s.project_id = r.project_id AND s.round_id = r.id AND s.reader_id = ${readerId} AND s.kind = 'wrong'
                GROUP BY s.trajectory_id, at) turn
     ) reach
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  return row ?? null;
}
