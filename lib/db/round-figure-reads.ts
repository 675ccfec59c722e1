import { database, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { activeMs } from "@/lib/db/reads-done";
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
  /**
   * Where a refit scores only a part of its round: the last trajectory of the slices scored so far. Ids are hashes, so
   * the trajectories up to it are a random sample; what is scored beside them was chosen for its worth. Null where all
   * of the round is scored.
   */
  readonly sampledTo: string | null;
}

/** Beliefs `b` of a subject's round. */
const believed = ({ projectId, roundId, graderVersionId }: FigureSubject) => Prisma.sql`
  b.project_id = ${projectId}::uuid AND b.grader_version_id = ${graderVersionId}::uuid AND b.round_id = ${roundId}::uuid`;

/** Of beliefs `b`: not chosen for their worth. */
const sampled = ({ sampledTo }: FigureSubject) =>
  sampledTo === null ? Prisma.sql`TRUE` : Prisma.sql`b.trajectory_id <= ${sampledTo}::uuid`;

/** Beliefs of the walked part of the audit permutation, and of a random sample of the rest. */
export async function readBelievedAudits(
  tx: Transaction,
  subject: FigureSubject,
): Promise<{ readonly walked: BelievedUnit[]; readonly rest: BelievedUnit[] }> {
  const reached = await findReachedRank(tx, subject.projectId, subject.roundId);
  const read = (where: Prisma.Sql, order: Prisma.Sql) => tx.$queryRaw<BelievedUnit[]>`
    SELECT q.unit_id AS "unitId", q.criterion::text AS criterion, b.log_odds AS "logOdds", b.is_changed AS "isChanged"
      FROM round_units q
      JOIN unit_beliefs b ON ${believed(subject)} AND b.unit_id = q.unit_id
     WHERE q.project_id = ${subject.projectId}::uuid AND q.round_id = ${subject.roundId}::uuid AND ${where}
     ORDER BY ${order}`;
  const rest = subject.sampledTo === null ? Prisma.sql`q.audit_rank` : Prisma.sql`b.trajectory_id, b.unit_id`;
  return {
    walked: await read(Prisma.sql`q.audit_rank <= ${reached}::int`, Prisma.sql`q.audit_rank`),
    rest: await read(
      Prisma.sql`q.audit_rank > ${reached}::int AND ${sampled(subject)}`,
      Prisma.sql`${rest} LIMIT ${SAMPLE_UNITS}`,
    ),
  };
}

export interface LabelCounts {
  /** Units that nobody read, scored or not. */
  readonly unread: number;
  readonly changedByModel: number;
  readonly settled: number;
  readonly waiting: number;
  readonly ambiguous: number;
  /** Summed chances that labels are wrong, of unread units and of read ones. */
  readonly unreadRisk: number;
  readonly readRisk: number;
  /** The mean chance of the unread units that were not chosen for their worth; those not scored yet count as this. */
  readonly meanRisk: number;
}

/** How the labels of a round of so many units stand. */
export async function readLabelCounts(
  tx: Transaction,
  subject: FigureSubject & { readonly unitCount: number },
): Promise<LabelCounts> {
  type Counted = Omit<LabelCounts, "unread" | "unreadRisk"> & { readonly scored: number; readonly scoredRisk: number };
  const [row] = await tx.$queryRaw<Counted[]>`
    SELECT count(*) FILTER (WHERE b.held_by IN ('machine', 'model'))::int AS scored,
           count(*) FILTER (WHERE b.held_by = 'model')::int AS "changedByModel",
           count(*) FILTER (WHERE b.held_by IN ('human', 'human_twice'))::int AS settled,
           count(*) FILTER (WHERE b.held_by = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE b.held_by = 'ambiguous')::int AS ambiguous,
           coalesce(sum(b.risk) FILTER (WHERE b.held_by IN ('machine', 'model')), 0)::float8 AS "scoredRisk",
           coalesce(sum(b.risk) FILTER (WHERE b.held_by NOT IN ('machine', 'model')), 0)::float8 AS "readRisk",
           coalesce(avg(b.risk) FILTER (WHERE b.held_by IN ('machine', 'model') AND ${sampled(subject)}), 0)::float8
             AS "meanRisk"
      FROM unit_beliefs b WHERE ${believed(subject)}`;
  if (row === undefined) throw new Error("A count came back without a row.");
  const { scored, scoredRisk, ...counts } = row;
  const unread = Math.max(0, subject.unitCount - counts.settled - counts.waiting - counts.ambiguous);
  return { ...counts, unread, unreadRisk: scoredRisk + Math.max(0, unread - scored) * counts.meanRisk };
}

/** Risks of unread units in the order in which they are read, as far as the sample goes; null for those not scored. */
export async function readNextRisks(tx: Transaction, subject: FigureSubject): Promise<(number | null)[]> {
  const rows = await tx.$queryRaw<{ risk: number | null }[]>`
    WITH head AS MATERIALIZED (
      SELECT q.unit_id, q.targeted_rank FROM round_units q
       WHERE q.project_id = ${subject.projectId}::uuid AND q.round_id = ${subject.roundId}::uuid
         AND q.state = 'waiting' AND q.reads = 0
       ORDER BY q.targeted_rank LIMIT ${SAMPLE_UNITS}
    )
    SELECT b.risk FROM head LEFT JOIN unit_beliefs b ON ${believed(subject)} AND b.unit_id = head.unit_id
     ORDER BY head.targeted_rank`;
  return rows.map(({ risk }) => risk);
}

export interface ReadEffort {
  readonly minutes: number;
  /** Standing verdicts of the round that say wrong. */
  readonly corrections: number;
  readonly medianReadMs: number | null;
}

/** Active reading time of a round, minutes. */
export async function readMinutes(projectId: string, roundId: string): Promise<number> {
  const [row] = await database.$queryRaw<{ minutes: number }[]>`
    SELECT ${activeMs} / 60000 AS minutes FROM rounds r
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  return row?.minutes ?? 0;
}

export async function readEffort(tx: Transaction, projectId: string, roundId: string): Promise<ReadEffort> {
  const [row] = await tx.$queryRaw<ReadEffort[]>`
    SELECT ${activeMs} / 60000 AS minutes,
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms) FROM verdicts v
             WHERE v.project_id = r.project_id AND v.round_id = r.id AND v.kind IN ('agree', 'wrong')) AS "medianReadMs",
           (SELECT count(*)::int FROM standing_verdicts s
             WHERE s.project_id = r.project_id AND s.round_id = r.id AND s.kind = 'wrong') AS corrections
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
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
