import { type RoundLogDetail, roundLogDetail } from "@/lib/calibration/rounds/round-log";
import { database } from "@/lib/db/client";
import { answersGiven, readsDone } from "@/lib/db/reads-done";
import type { SqlRunner } from "@/lib/db/sql";
import type { Criterion } from "@/lib/grading/criterion";
import { type RoundFigures, roundFiguresSchema } from "@/lib/queries/round-contract";

export interface RoundSettingsRow {
  readonly phase: "collecting" | "certifying";
  readonly criteria: readonly Criterion[];
  readonly budgetMinutes: number | null;
  readonly auditShare: number;
  readonly targetError: number;
  readonly seed: bigint;
}

/** What a round was launched with; null where the project has no such round. */
export async function findRoundSettings(projectId: string, roundId: string): Promise<RoundSettingsRow | null> {
  return database.round.findUnique({
    where: { projectId_id: { projectId, id: roundId } },
    select: { phase: true, criteria: true, budgetMinutes: true, auditShare: true, targetError: true, seed: true },
  });
}

export interface RoundModelRow {
  readonly refits: number;
  readonly readsAtFit: number;
  readonly figures: RoundFigures | null;
  readonly refittedAt: Date | null;
  readonly durationMs: number | null;
  readonly failure: string | null;
}

/** How the correction model of a round stands; null for rounds from before there was one. */
export async function findRoundModel(projectId: string, roundId: string): Promise<RoundModelRow | null> {
  const row = await database.roundModel.findUnique({
    where: { projectId_roundId: { projectId, roundId } },
    select: { refits: true, readsAtFit: true, figures: true, refittedAt: true, durationMs: true, failure: true },
  });
  if (row === null) return null;
  return { ...row, figures: row.figures === null ? null : roundFiguresSchema.parse(row.figures) };
}

export type RoundLogRow = RoundLogDetail & {
  readonly ordinal: bigint;
  readonly verdictOrdinal: bigint;
  readonly createdAt: Date;
};

/** A round's log, oldest first. */
export async function readRoundLog(projectId: string, roundId: string): Promise<RoundLogRow[]> {
  const rows = await database.roundLogEntry.findMany({
    where: { projectId, roundId },
    orderBy: { ordinal: "asc" },
    select: { ordinal: true, event: true, verdictOrdinal: true, detail: true, createdAt: true },
  });
  return rows.map(({ event, detail, ...row }) => ({ ...row, ...roundLogDetail.parse({ event, detail }) }));
}

/** What tells a changed round from an unchanged one without reading it. */
export async function findRoundMark(projectId: string, roundId: string): Promise<string | null> {
  const [row] = await database.$queryRaw<{ mark: string }[]>`/* prepared */
    SELECT concat_ws('.', r.state, r.phase, ${readsDone}, r.budget_reads, r.audit_probability, m.refits, m.failure IS NULL,
             (SELECT max(ordinal) FROM round_log_entries l WHERE l.project_id = r.project_id AND l.round_id = r.id),
             ${answersGiven}) AS mark
      FROM rounds r
      LEFT JOIN round_models m ON m.project_id = r.project_id AND m.round_id = r.id
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  return row?.mark ?? null;
}

export interface RoundPace {
  readonly state: "preparing" | "open" | "finished" | "canceled";
  readonly phase: "collecting" | "certifying";
  readonly unitCount: number;
  readonly readsDone: number;
  readonly readsAtFit: number;
  /** Whether reading time is part of its budget. */
  readonly hasMinutes: boolean;
  /** Whether a job that has not begun will look at the round anyway. */
  readonly isQueued: boolean;
}

/** What tells whether a round's engine has something to do; null for rounds without one. */
export async function findRoundPace(run: SqlRunner, projectId: string, roundId: string): Promise<RoundPace | null> {
  const [row] = await run.$queryRaw<RoundPace[]>`/* prepared */
    SELECT r.state::text AS state, r.phase::text AS phase, r.unit_count AS "unitCount", ${readsDone} AS "readsDone",
           m.reads_at_fit AS "readsAtFit", r.budget_minutes IS NOT NULL AS "hasMinutes",
           EXISTS (SELECT FROM graphile_worker.jobs j
                    WHERE j.key = concat_ws(':', 'advance-round', r.project_id, r.id)
                      AND j.locked_at IS NULL AND j.attempts = 0 AND j.run_at <= statement_timestamp()) AS "isQueued"
      FROM rounds r
      JOIN round_models m ON m.project_id = r.project_id AND m.round_id = r.id
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid AND r.purpose = 'calibration'`;
  return row ?? null;
}

/** For so long after its end a round's last refit is looked for, days. */
const LOOK_BACK_DAYS = 7;

/** Rounds whose engine has something to do and no job that will. */
export async function findRoundsToAdvance(): Promise<{ readonly projectId: string; readonly roundId: string }[]> {
  return database.$queryRaw`
    SELECT r.project_id AS "projectId", r.id AS "roundId"
      FROM rounds r
      JOIN round_models m ON m.project_id = r.project_id AND m.round_id = r.id
     WHERE r.purpose = 'calibration'
       AND (r.state = 'open' OR (r.state = 'finished' AND r.finished_at > now() - make_interval(days => ${LOOK_BACK_DAYS}::int)))
       AND CASE WHEN r.phase = 'certifying'
                THEN EXISTS (SELECT 1 FROM certificates c
                              WHERE c.project_id = r.project_id AND c.round_id = r.id AND c.state = 'walking')
                     AND (r.state = 'finished' OR EXISTS (
                       SELECT 1 FROM verdicts v
                        WHERE v.project_id = r.project_id AND v.round_id = r.id
                          AND v.ordinal > (SELECT max(l.verdict_ordinal) FROM round_log_entries l
                                            WHERE l.project_id = r.project_id AND l.round_id = r.id)))
                WHEN r.state = 'finished' THEN ${readsDone} <> m.reads_at_fit
                ELSE m.refits = 0 OR ${readsDone} - m.reads_at_fit
                       >= greatest(3, least(ceil(r.unit_count / 120.0), floor(${readsDone} / 25.0))) END
       AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs j
                        WHERE j.key = concat_ws(':', 'advance-round', r.project_id, r.id))`;
}
