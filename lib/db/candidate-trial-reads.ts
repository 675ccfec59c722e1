import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import { gradesOf } from "@/lib/db/comparison-reads";
import { gradedValue, gradeJson } from "@/lib/db/correction-reads";
import { Prisma } from "@/lib/db/generated/client";
import { type SqlRunner, sql } from "@/lib/db/sql";
import type { Criterion } from "@/lib/grading/criterion";

/** Comparing two versions of a project of a million units, ms. */
const COMPARISON_TIMEOUT_MS = 60_000;

export interface Disagreement {
  /** Of the current version. */
  readonly unitId: string;
  readonly currentRevision: number;
  readonly candidateUnitId: string;
  readonly candidateRevision: number;
  readonly trajectoryId: string;
  readonly criterion: Criterion;
  /** Round number of its turn. */
  readonly turnRound: number;
}

export interface Disagreements {
  /** Units that both have graded, of the criteria that are read. */
  readonly compared: number;
  readonly disagreements: number;
  readonly readBefore: number;
  readonly fromWriting: number;
  /** In order of id. */
  readonly fresh: readonly Disagreement[];
}

type DisagreementRow = Disagreement & { readonly isRead: boolean; readonly isFromWriting: boolean };

/**
 * Units of decision, extraction and content of the experts' responses that two versions have graded and on which they
 * differ, as readers see the grades. Fresh is what nobody has read under any version, outside of the trajectories that
 * the candidate was written from.
 */
export async function readDisagreements(
  projectId: string,
  {
    currentId,
    candidateVersionId,
    candidateId,
  }: {
    readonly currentId: string;
    readonly candidateVersionId: string;
    readonly candidateId: string;
  },
): Promise<Disagreements> {
  const { compared, rows } = await database.$transaction(
    async (tx) => {
      // See readComparison: without statistics the planner would compare each unit with each.
      await tx.$executeRaw`SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)`;
      await tx.$executeRaw`CREATE TEMPORARY TABLE trial_pairs ON COMMIT DROP AS
        WITH before AS MATERIALIZED (${gradesOf(projectId, currentId)}),
             after AS MATERIALIZED (${gradesOf(projectId, candidateVersionId)})
        SELECT b.unit_id, a.unit_id AS candidate_unit_id, b.trajectory_id, b.turn_id, b.response_id, b.criterion,
               b.value <> a.value AS differs
          FROM before b
          JOIN after a ON a.turn_id = b.turn_id AND a.criterion = b.criterion
           AND a.response_id IS NOT DISTINCT FROM b.response_id
          LEFT JOIN responses r ON r.project_id = ${projectId}::uuid AND r.id = b.response_id
         WHERE b.status = 'ok' AND a.status = 'ok' AND b.criterion IN ('decision', 'extraction', 'content')
           AND (b.response_id IS NULL OR r.source = 'expert')`;
      const [count] = await tx.$queryRaw<{ compared: number }[]>`SELECT count(*)::int AS compared FROM trial_pairs`;
      const found = await tx.$queryRaw<DisagreementRow[]>`
        WITH spoken AS (
          SELECT DISTINCT u.turn_id, u.response_id, u.criterion FROM standing_verdicts s
            JOIN units u ON u.project_id = s.project_id AND u.id = s.unit_id
           WHERE s.project_id = ${projectId}::uuid AND s.kind <> 'skip'
        )
        SELECT p.unit_id AS "unitId", p.candidate_unit_id AS "candidateUnitId", p.trajectory_id AS "trajectoryId",
               p.criterion::text AS criterion, t.round AS "turnRound",
               CASE p.criterion WHEN 'extraction' THEN 0 ELSE b.current_revision END AS "currentRevision",
               CASE p.criterion WHEN 'extraction' THEN 0 ELSE a.current_revision END AS "candidateRevision",
               s.turn_id IS NOT NULL AS "isRead",
               p.trajectory_id IN (SELECT trajectory_id FROM writing_verdicts
                                    WHERE project_id = ${projectId}::uuid AND candidate_id = ${candidateId}::uuid)
                 AS "isFromWriting"
          FROM trial_pairs p
          JOIN units b ON b.project_id = ${projectId}::uuid AND b.id = p.unit_id
          JOIN units a ON a.project_id = ${projectId}::uuid AND a.id = p.candidate_unit_id
          JOIN turns t ON t.project_id = ${projectId}::uuid AND t.id = p.turn_id
          LEFT JOIN spoken s ON s.turn_id = p.turn_id AND s.criterion = p.criterion
           AND s.response_id IS NOT DISTINCT FROM p.response_id
         WHERE p.differs
         ORDER BY p.unit_id`;
      return { compared: count?.compared ?? 0, rows: found };
    },
    { timeout: COMPARISON_TIMEOUT_MS },
  );
  return {
    compared,
    disagreements: rows.length,
    readBefore: rows.filter(({ isRead }) => isRead).length,
    fromWriting: rows.filter(({ isRead, isFromWriting }) => !isRead && isFromWriting).length,
    fresh: rows
      .filter(({ isRead, isFromWriting }) => !isRead && !isFromWriting)
      .map(({ isRead: _isRead, isFromWriting: _isFromWriting, ...unit }) => unit),
  };
}

export interface TrialAnswer {
  readonly criterion: Criterion;
  readonly answer: VerdictValue;
  readonly current: VerdictValue;
  readonly candidate: VerdictValue;
}

interface TrialRow {
  readonly criterion: Criterion;
  readonly value: unknown;
  readonly current: unknown;
  readonly candidate: unknown;
}

/**
 * What readers answered in a trial, in order of arrival, with the two grades as they were when it began: the first
 * answer on each unit that was given blind. It stays the label when the reader, who has seen a grade by then, changes it
 * or takes it back. Answers given in passing are none.
 */
export async function readTrialAnswers(
  projectId: string,
  roundId: string,
  client: SqlRunner = sql,
): Promise<TrialAnswer[]> {
  const rows = await client.$queryRaw<TrialRow[]>`
    SELECT u.criterion::text AS criterion, v.value,
           ${gradeJson("u", Prisma.sql`q.current_revision`)} AS current,
           ${gradeJson("c", Prisma.sql`q.candidate_revision`)} AS candidate
      FROM (SELECT DISTINCT ON (w.unit_id) w.unit_id, w.value, w.ordinal FROM verdicts w
             WHERE w.project_id = ${projectId}::uuid AND w.round_id = ${roundId}::uuid AND w.hand_out_id IS NOT NULL
               AND w.visibility = 'blind' AND w.kind IN ('agree', 'wrong')
             ORDER BY w.unit_id, w.ordinal) v
      JOIN trial_units q ON q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.unit_id = v.unit_id
      JOIN units u ON u.project_id = ${projectId}::uuid AND u.id = q.unit_id
      JOIN units c ON c.project_id = ${projectId}::uuid AND c.id = q.candidate_unit_id
     ORDER BY v.ordinal`;
  return rows.map(({ criterion, value, current, candidate }) => ({
    criterion,
    answer: verdictValueSchema.parse(value),
    current: requireValue(criterion, current),
    candidate: requireValue(criterion, candidate),
  }));
}

function requireValue(criterion: Criterion, column: unknown): VerdictValue {
  const value = gradedValue(criterion, column);
  if (value === null) throw new Error("A trial has a unit without a grade.");
  return value;
}

/** Active reading time of a trial's answers, ms. */
export async function readTrialActiveMs(projectId: string, roundId: string): Promise<number> {
  const { _sum } = await database.verdict.aggregate({ where: { projectId, roundId }, _sum: { activeMs: true } });
  return _sum.activeMs ?? 0;
}

export async function isTrialRound(projectId: string, roundId: string): Promise<boolean> {
  const round = await database.round.findUnique({
    where: { projectId_id: { projectId, id: roundId } },
    select: { purpose: true },
  });
  return round?.purpose === "trial";
}
