import { readsDone } from "@/lib/db/reads-done";
import { type SqlRunner, sql } from "@/lib/db/sql";

export interface SittingNumbers {
  readonly roundNumber: number;
  readonly readsDone: number;
  readonly readsBudget: number;
  readonly ownReads: number;
  /** Sum over all answers of this reader in the round, also those taken back: time spent is spent. */
  readonly activeMs: number;
  /** Null without a read. */
  readonly medianReadMs: number | null;
  /** What this reader's standing corrections reach. */
  readonly reaches: readonly CorrectionReach[];
}

/** The turns whose rewards one correction changes: rounds `firstRound` … `lastRound` of a trajectory. */
export interface CorrectionReach {
  readonly trajectoryId: string;
  readonly firstRound: number;
  readonly lastRound: number;
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
           (SELECT count(*)::int FROM standing_verdicts s
             WHERE s.project_id = r.project_id AND s.round_id = r.id AND s.reader_id = ${readerId}
               AND s.kind <> 'skip' AND s.lane IS NOT NULL) AS "ownReads",
           own."activeMs", own."medianReadMs",
           coalesce((SELECT jsonb_agg(jsonb_build_object('trajectoryId', s.trajectory_id, 'firstRound', s.first_round,
                                                         'lastRound', s.last_round))
                       FROM standing_verdicts s
                      WHERE s.project_id = r.project_id AND s.round_id = r.id AND s.reader_id = ${readerId}
                        AND s.kind = 'wrong'), '[]'::jsonb) AS reaches
      FROM rounds r
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(v.active_ms), 0)::float8 AS "activeMs",
              percentile_cont(0.5) WITHIN GROUP (ORDER BY v.active_ms)
                FILTER (WHERE v.kind IN ('agree', 'wrong')) AS "medianReadMs"
         FROM verdicts v
        WHERE v.project_id = r.project_id AND v.round_id = r.id AND v.reader_id = ${readerId}
     ) own
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  return row ?? null;
}
