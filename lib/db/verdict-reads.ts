import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { Prisma } from "@/lib/db/generated/client";
import { readsDone } from "@/lib/db/reads-done";
import { type SqlRunner, sql } from "@/lib/db/sql";
import type { Criterion } from "@/lib/grading/criterion";

export interface UnitToJudge {
  readonly id: string;
  readonly graderVersionId: string;
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly criterion: Criterion;
  /** Round number of its turn. */
  readonly round: number;
}

/**
 * The unit, locked until the transaction ends: answers on one unit come one after the other, also from two tabs of one
 * reader. Null where the project has no such unit.
 */
export async function lockUnitToJudge(tx: SqlRunner, projectId: string, unitId: string): Promise<UnitToJudge | null> {
  const [row] = await tx.$queryRaw<UnitToJudge[]>`/* prepared */
    SELECT u.id, u.grader_version_id AS "graderVersionId", u.trajectory_id AS "trajectoryId", u.turn_id AS "turnId",
           u.criterion::text AS criterion, t.round
      FROM units u
      JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
     WHERE u.project_id = ${projectId}::uuid AND u.id = ${unitId}::uuid
       FOR NO KEY UPDATE OF u`;
  return row ?? null;
}

export interface VerdictRow {
  readonly id: string;
  readonly ordinal: bigint;
  readonly unitId: string;
  readonly gradeRevision: number;
  readonly roundId: string | null;
  readonly handOutId: string | null;
  readonly readerId: string;
  readonly kind: "agree" | "wrong" | "skip" | "withdrawn";
  readonly value: unknown;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly lane: "targeted" | "audit" | null;
  readonly probability: number | null;
  readonly modelVersion: string | null;
  readonly visibility: "shown" | "blind";
  readonly rescoredTurns: number;
  readonly idempotencyKey: string;
  readonly supersedesId: string | null;
  readonly createdAt: Date;
}

/** Columns of `verdicts` (no alias) as a {@link VerdictRow}. */
export const VERDICT_COLUMNS = Prisma.raw(`
  id, ordinal, unit_id AS "unitId", grade_revision AS "gradeRevision", round_id AS "roundId",
  hand_out_id AS "handOutId", reader_id AS "readerId", kind::text AS kind, value, reason_code AS "reasonCode", comment,
  lane::text AS lane, probability, model_version AS "modelVersion", visibility::text AS visibility,
  rescored_turns AS "rescoredTurns",
  idempotency_key AS "idempotencyKey", supersedes_id AS "supersedesId", created_at AS "createdAt"`);

/** Everything one reader said on one unit, in order of arrival. What it let pass is no answer and not among them. */
export async function readVerdictsOnUnit(
  tx: SqlRunner,
  projectId: string,
  unitId: string,
  readerId: string,
): Promise<VerdictRow[]> {
  return tx.$queryRaw<VerdictRow[]>`/* prepared */
    SELECT ${VERDICT_COLUMNS} FROM verdicts
     WHERE project_id = ${projectId}::uuid AND unit_id = ${unitId}::uuid AND reader_id = ${readerId}
       AND act_id IS NULL
     ORDER BY ordinal`;
}

export interface GradeToJudge {
  readonly status: "ok" | "failed" | "not_applicable";
  readonly score: number | null;
  readonly stopLabel: "continue" | "stop" | null;
  /** Extraction units: the items of this revision. */
  readonly items: readonly { readonly attribute: string; readonly value: string; readonly firstRound: number }[];
}

/**
 * The grade that an answer speaks of. Later revisions of extracted items are clinicians' corrections, which readers
 * don't see, so an answer on extraction is always one on the grader's first; every other grade is the grader's own at
 * any revision. `revision`: the one that the reader saw.
 */
export async function findGradeToJudge(
  tx: SqlRunner,
  projectId: string,
  unitId: string,
  revision: number,
): Promise<GradeToJudge | null> {
  const [grade] = await tx.$queryRaw<GradeToJudge[]>`/* prepared */
    SELECT g.status::text AS status, g.score, g.stop_label::text AS "stopLabel",
           coalesce((SELECT jsonb_agg(jsonb_build_object('attribute', i.attribute, 'value', i.value,
                                                         'firstRound', i.first_round) ORDER BY i.ordinal)
                       FROM target_items i
                      WHERE i.project_id = u.project_id AND i.grader_version_id = u.grader_version_id
                        AND i.trajectory_id = u.trajectory_id
                        AND i.unit_id = g.unit_id AND i.revision = g.revision), '[]'::jsonb) AS items
      FROM units u
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id
                   AND g.revision = CASE u.criterion WHEN 'extraction' THEN 0 ELSE ${revision}::int END
     WHERE u.project_id = ${projectId}::uuid AND u.id = ${unitId}::uuid`;
  return grade ?? null;
}

export interface HandOutToAnswer {
  readonly id: string;
  readonly roundId: string;
  readonly lane: "targeted" | "audit";
  readonly probability: number;
  readonly modelVersion: string;
  readonly visibility: "shown" | "blind";
  readonly isAdjudication: boolean;
  /** Not answered, and its lease not past its time. */
  readonly isLive: boolean;
  readonly roundState: "preparing" | "open" | "finished" | "canceled";
  readonly roundReadsDone: number;
  readonly roundBudgetReads: number;
}

/**
 * The hand-outs of this reader on this unit that an answer can be about: the one it names, the one behind the standing
 * answer, and the one that holds the unit now. Others' are never returned.
 */
export async function readHandOutsToAnswer(
  tx: SqlRunner,
  projectId: string,
  unitId: string,
  readerId: string,
  named: string | null,
): Promise<HandOutToAnswer[]> {
  return tx.$queryRaw<HandOutToAnswer[]>`/* prepared */
    SELECT h.id, h.round_id AS "roundId", h.lane::text AS lane, h.probability, h.model_version AS "modelVersion",
           h.visibility::text AS visibility, h.is_adjudication AS "isAdjudication",
           (h.answered_at IS NULL AND h.expires_at > statement_timestamp()) AS "isLive",
           r.state::text AS "roundState", ${readsDone} AS "roundReadsDone", r.budget_reads AS "roundBudgetReads"
      FROM hand_outs h
      JOIN rounds r ON r.project_id = h.project_id AND r.id = h.round_id
     WHERE h.project_id = ${projectId}::uuid AND h.reader_id = ${readerId} AND h.unit_id = ${unitId}::uuid
       AND h.id = ANY(ARRAY[${named}::uuid] || ARRAY(
             SELECT s.hand_out_id FROM standing_verdicts s
              WHERE s.project_id = ${projectId}::uuid AND s.unit_id = ${unitId}::uuid AND s.reader_id = ${readerId}
             UNION ALL
             SELECT q.lease_id FROM round_units q
               JOIN rounds o ON o.project_id = q.project_id AND o.id = q.round_id
              WHERE o.project_id = ${projectId}::uuid AND q.unit_id = ${unitId}::uuid))`;
}

/** What the readers of a unit hold, one value each, in order of arrival; skips hold none. */
export async function readStandingValues(tx: SqlRunner, projectId: string, unitId: string): Promise<VerdictValue[]> {
  const rows = await tx.$queryRaw<{ value: unknown }[]>`/* prepared */
    SELECT v.value
      FROM standing_verdicts s
      JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
     WHERE s.project_id = ${projectId}::uuid AND s.unit_id = ${unitId}::uuid AND s.kind IN ('agree', 'wrong')
     ORDER BY s.ordinal`;
  return rows.map(({ value }) => verdictValueSchema.parse(value));
}

export interface OtherAnswer {
  readonly unitId: string;
  readonly value: VerdictValue;
}

/**
 * What others hold of units that this reader was asked to settle and has answered: without names, in an order that
 * tells nothing of who or when.
 */
export async function readOtherAnswers(
  projectId: string,
  readerId: string,
  unitIds: readonly string[],
): Promise<OtherAnswer[]> {
  const rows = await sql.$queryRaw<{ unitId: string; value: unknown }[]>`/* prepared */
    SELECT s.unit_id AS "unitId", v.value
      FROM standing_verdicts own
      JOIN hand_outs h ON h.project_id = own.project_id AND h.id = own.hand_out_id AND h.is_adjudication
      JOIN standing_verdicts s ON s.project_id = own.project_id AND s.unit_id = own.unit_id AND s.reader_id <> own.reader_id
                              AND s.kind IN ('agree', 'wrong')
      JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
     WHERE own.project_id = ${projectId}::uuid AND own.unit_id = ANY(${[...unitIds]}::uuid[])
       AND own.reader_id = ${readerId} AND own.kind IN ('agree', 'wrong')
     ORDER BY s.unit_id, v.value::text`;
  return rows.map(({ unitId, value }) => ({ unitId, value: verdictValueSchema.parse(value) }));
}

/** The open round that has this unit in its queue, for an answer given in passing. */
export async function findOpenRoundOfUnit(tx: SqlRunner, projectId: string, unitId: string): Promise<string | null> {
  // A trial counts only what it handed out.
  const [round] = await tx.$queryRaw<{ id: string }[]>`/* prepared */
    SELECT r.id FROM rounds r
      JOIN round_units q ON q.project_id = r.project_id AND q.round_id = r.id AND q.unit_id = ${unitId}::uuid
     WHERE r.project_id = ${projectId}::uuid AND r.state = 'open'
     ORDER BY r.purpose LIMIT 1`;
  return round?.id ?? null;
}

/** Whether any reader holds the items of this unit to be wrong. */
export async function hasStandingFlag(tx: SqlRunner, projectId: string, unitId: string): Promise<boolean> {
  const flags = await tx.$queryRaw<unknown[]>`/* prepared */
    SELECT 1 FROM standing_verdicts
     WHERE project_id = ${projectId}::uuid AND unit_id = ${unitId}::uuid AND kind = 'wrong' LIMIT 1`;
  return flags.length > 0;
}

/** What this reader holds of a unit now, after an undo. */
export async function findLiveHandOut(projectId: string, unitId: string, readerId: string): Promise<string | null> {
  const [row] = await sql.$queryRaw<{ id: string }[]>`/* prepared */
    SELECT h.id FROM rounds r
      JOIN round_units q ON q.project_id = r.project_id AND q.round_id = r.id AND q.unit_id = ${unitId}::uuid
      JOIN hand_outs h ON h.project_id = q.project_id AND h.id = q.lease_id
     WHERE r.project_id = ${projectId}::uuid AND r.state = 'open'
       AND h.reader_id = ${readerId} AND h.answered_at IS NULL AND h.expires_at > statement_timestamp()
     LIMIT 1`;
  return row?.id ?? null;
}
