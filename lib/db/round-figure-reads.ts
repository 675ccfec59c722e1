import type { Transaction } from "@/lib/db/client";
import type { Criterion } from "@/lib/grading/criterion";

/** Units in random order that stand for all that nobody audited, and risks of the units that are read next. */
const SAMPLE_UNITS = 20_000;

export interface BelievedUnit {
  readonly unitId: string;
  readonly criterion: Criterion;
  readonly logOdds: number;
  readonly isChanged: boolean;
}

/** How far the audit lane has walked its permutation: the highest rank of an answered audit hand-out; 0 before any. */
async function findReachedRank(tx: Transaction, projectId: string, roundId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ rank: number | null }[]>`
    SELECT max(q.audit_rank) AS rank
      FROM hand_outs h
      JOIN round_units q ON q.project_id = h.project_id AND q.round_id = h.round_id AND q.unit_id = h.unit_id
     WHERE h.project_id = ${projectId}::uuid AND h.round_id = ${roundId}::uuid AND h.lane = 'audit'
       AND h.answered_at IS NOT NULL`;
  return row?.rank ?? 0;
}

interface FigureSubject {
  readonly projectId: string;
  readonly roundId: string;
  readonly graderVersionId: string;
}

/** Beliefs of the walked part of the audit permutation, and of a random sample of the rest. */
export async function readBelievedAudits(
  tx: Transaction,
  { projectId, roundId, graderVersionId }: FigureSubject,
): Promise<{ readonly walked: BelievedUnit[]; readonly rest: BelievedUnit[] }> {
  const reached = await findReachedRank(tx, projectId, roundId);
  const rows = await tx.$queryRaw<(BelievedUnit & { readonly auditRank: number })[]>`
    SELECT q.unit_id AS "unitId", q.criterion::text AS criterion, b.log_odds AS "logOdds", b.is_changed AS "isChanged",
           q.audit_rank AS "auditRank"
      FROM round_units q
      JOIN unit_beliefs b ON b.project_id = q.project_id AND b.grader_version_id = ${graderVersionId}::uuid
                         AND b.unit_id = q.unit_id
     WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid
       AND q.audit_rank <= ${reached + SAMPLE_UNITS}::int
     ORDER BY q.audit_rank`;
  return {
    walked: rows.filter(({ auditRank }) => auditRank <= reached),
    rest: rows.filter(({ auditRank }) => auditRank > reached),
  };
}

export interface LabelCounts {
  readonly unread: number;
  readonly changedByModel: number;
  readonly settled: number;
  readonly waiting: number;
  readonly ambiguous: number;
  /** Summed chances that labels are wrong, of unread units and of read ones. */
  readonly unreadRisk: number;
  readonly readRisk: number;
}

export async function readLabelCounts(
  tx: Transaction,
  { projectId, roundId, graderVersionId }: FigureSubject,
): Promise<LabelCounts> {
  const [row] = await tx.$queryRaw<LabelCounts[]>`
    SELECT count(*) FILTER (WHERE b.held_by IN ('machine', 'model'))::int AS unread,
           count(*) FILTER (WHERE b.held_by = 'model')::int AS "changedByModel",
           count(*) FILTER (WHERE b.held_by IN ('human', 'human_twice'))::int AS settled,
           count(*) FILTER (WHERE b.held_by = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE b.held_by = 'ambiguous')::int AS ambiguous,
           coalesce(sum(b.risk) FILTER (WHERE b.held_by IN ('machine', 'model')), 0)::float8 AS "unreadRisk",
           coalesce(sum(b.risk) FILTER (WHERE b.held_by NOT IN ('machine', 'model')), 0)::float8 AS "readRisk"
      FROM round_units q
      JOIN unit_beliefs b ON b.project_id = q.project_id AND b.grader_version_id = ${graderVersionId}::uuid
                         AND b.unit_id = q.unit_id
     WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid`;
  if (row === undefined) throw new Error("A count came back without a row.");
  return row;
}

/** Risks of unread units in the order in which they are read, as far as the sample goes. */
export async function readNextRisks(
  tx: Transaction,
  { projectId, roundId, graderVersionId }: FigureSubject,
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ risk: number }[]>`
    SELECT b.risk
      FROM round_units q
      JOIN unit_beliefs b ON b.project_id = q.project_id AND b.grader_version_id = ${graderVersionId}::uuid
                         AND b.unit_id = q.unit_id
     WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.state = 'waiting' AND q.reads = 0
     ORDER BY q.targeted_rank LIMIT ${SAMPLE_UNITS}`;
  return rows.map(({ risk }) => risk);
}

export interface ReadEffort {
  readonly minutes: number;
  /** Standing verdicts of the round that say wrong. */
  readonly corrections: number;
  readonly medianReadMs: number | null;
}

export async function readEffort(tx: Transaction, projectId: string, roundId: string): Promise<ReadEffort> {
  const [row] = await tx.$queryRaw<ReadEffort[]>`
    SELECT coalesce(sum(active_ms), 0)::float8 / 60000 AS minutes,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms)
             FILTER (WHERE kind IN ('agree', 'wrong')) AS "medianReadMs",
           (SELECT count(*)::int FROM standing_verdicts s
             WHERE s.project_id = ${projectId}::uuid AND s.round_id = ${roundId}::uuid AND s.kind = 'wrong')
             AS corrections
      FROM verdicts WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid`;
  return row ?? { minutes: 0, corrections: 0, medianReadMs: null };
}

export interface ToldRead {
  /** The chance of an error as it was logged before the read. */
  readonly wrongChance: number;
  readonly visibility: "shown" | "blind";
  readonly isFlag: boolean;
}

/** The first answer that judged on each hand-out of a round: what had been told of the unit, and what it said. */
export async function readToldReads(tx: Transaction, projectId: string, roundId: string): Promise<ToldRead[]> {
  return tx.$queryRaw`
    SELECT DISTINCT ON (h.id) h.wrong_chance AS "wrongChance", h.visibility::text AS visibility,
           v.kind = 'wrong' AS "isFlag"
      FROM hand_outs h
      JOIN verdicts v ON v.project_id = h.project_id AND v.unit_id = h.unit_id AND v.reader_id = h.reader_id
                     AND v.hand_out_id = h.id
     WHERE h.project_id = ${projectId}::uuid AND h.round_id = ${roundId}::uuid AND v.kind IN ('agree', 'wrong')
     ORDER BY h.id, v.ordinal`;
}
