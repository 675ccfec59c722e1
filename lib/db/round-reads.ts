import type { AuditHandOut, AuditUnit } from "@/lib/calibration/audit-sample";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database, type Transaction } from "@/lib/db/client";
import { sumReads } from "@/lib/db/reads-done";
import type { Criterion } from "@/lib/grading/criterion";
import { graderLabel } from "@/lib/grading/grader-label";

/** The rounds of a project shown in its list; older ones stay in the table. */
const LISTED_ROUNDS = 50;

export interface RoundRow {
  readonly id: string;
  readonly number: number;
  readonly graderVersionId: string;
  readonly graderLabel: string;
  readonly state: "preparing" | "open" | "finished" | "canceled";
  readonly budgetReads: number;
  readonly readsDone: number;
  readonly unitCount: number;
  readonly auditProbability: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Rounds of calibration, newest first; one alone, also a trial's, where an id is given. */
export async function readRounds(projectId: string, roundId?: string): Promise<RoundRow[]> {
  const rows = await database.round.findMany({
    where: { projectId, ...(roundId === undefined ? { purpose: "calibration" } : { id: roundId }) },
    orderBy: { number: "desc" },
    take: LISTED_ROUNDS,
    select: {
      id: true,
      number: true,
      graderVersionId: true,
      state: true,
      budgetReads: true,
      readers: { select: { reads: true } },
      unitCount: true,
      auditProbability: true,
      startedAt: true,
      finishedAt: true,
      graderVersion: { select: { number: true, grader: { select: { name: true } } } },
    },
  });
  return rows.map(({ graderVersion, readers, ...row }) => ({
    ...row,
    readsDone: sumReads(readers),
    graderLabel: graderLabel(graderVersion.grader.name, graderVersion.number),
  }));
}

/** Units of a grader version that a round on these criteria would queue, and how many reads they lack of so many each. */
export async function countUnitsToRead(
  projectId: string,
  graderVersionId: string,
  criteria: readonly Criterion[],
  readsPerUnit: number,
): Promise<{ readonly units: number; readonly readsLeft: number }> {
  const [row] = await database.$queryRaw<{ units: number; readsLeft: number }[]>`
    SELECT count(*)::int AS units,
           coalesce(sum(greatest(0, ${readsPerUnit}::int - coalesce(s.reads, 0))), 0)::float8 AS "readsLeft"
      FROM units u
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
      LEFT JOIN (SELECT unit_id, count(*)::int AS reads FROM standing_verdicts
                  WHERE project_id = ${projectId}::uuid AND kind <> 'skip' GROUP BY unit_id) s ON s.unit_id = u.id
     WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid AND g.status = 'ok'
       AND u.criterion = ANY(${[...criteria]}::criterion[])`;
  return row ?? { units: 0, readsLeft: 0 };
}

const VERSION = { select: { id: true, number: true, grader: { select: { name: true } } } } as const;

export interface NamedVersion {
  readonly id: string;
  readonly label: string;
}

function nameVersion(version: {
  readonly id: string;
  readonly number: number;
  readonly grader: { readonly name: string };
}): NamedVersion {
  return { id: version.id, label: graderLabel(version.grader.name, version.number) };
}

/** The version of the open round; where a trial runs beside a round, that of the round. */
async function findRoundVersion(projectId: string): Promise<NamedVersion | null> {
  const open = await database.round.findFirst({
    where: { projectId, state: { in: ["preparing", "open"] } },
    orderBy: { purpose: "asc" },
    select: { graderVersion: VERSION },
  });
  return open === null ? null : nameVersion(open.graderVersion);
}

/** The version whose grades review shows: the open round's, else the current one. */
export async function findReviewedGraderVersion(projectId: string): Promise<NamedVersion | null> {
  return (await findRoundVersion(projectId)) ?? (await findCurrentGraderVersion(projectId));
}

/**
 * The grader version that lists, new rounds and exports speak of: the one that was promoted or chosen; where none was,
 * the open round's, else the one that graded last. Grading a candidate makes it no current version.
 */
export async function findCurrentGraderVersion(
  projectId: string,
  client: Transaction = database,
): Promise<NamedVersion | null> {
  const project = await client.project.findUnique({
    where: { id: projectId },
    select: { currentVersion: VERSION, candidates: { select: { gradingRunId: true } } },
  });
  if (project?.currentVersion) return nameVersion(project.currentVersion);
  const round = await findRoundVersion(projectId);
  if (round !== null) return round;
  const ofCandidates = project?.candidates.flatMap(({ gradingRunId }) => gradingRunId ?? []) ?? [];
  const last = await client.gradingRun.findFirst({
    where: {
      projectId,
      id: { notIn: ofCandidates },
      graderVersion: { candidates: { none: { source: { not: "existing_version" } } } },
    },
    orderBy: { startedAt: "desc" },
    select: { graderVersion: VERSION },
  });
  return last === null ? null : nameVersion(last.graderVersion);
}

/** Rounds still being prepared for which the queue has no job left, or only one that it has given up. */
export async function findRoundsWithoutJob(): Promise<
  { readonly projectId: string; readonly roundId: string; readonly gaveUp: boolean }[]
> {
  return database.$queryRaw`
    SELECT r.project_id AS "projectId", r.id AS "roundId", j.key IS NOT NULL AS "gaveUp"
      FROM rounds r
      LEFT JOIN graphile_worker.jobs j ON j.key = concat_ws(':', 'prepare-round', r.project_id, r.id)
     WHERE r.state = 'preparing' AND (j.key IS NULL OR (j.attempts >= j.max_attempts AND j.locked_at IS NULL))`;
}

export interface RoundReads {
  /** Standing verdicts of the round by criterion, lane and kind; lane null: given in passing. */
  readonly counts: readonly {
    readonly criterion: Criterion;
    readonly lane: "targeted" | "audit" | null;
    readonly kind: "agree" | "wrong" | "skip";
    readonly count: number;
  }[];
  /** Over all readers and answers, also those taken back. */
  readonly activeMs: number;
  readonly medianReadMs: number | null;
}

export async function readRoundReads(projectId: string, roundId: string): Promise<RoundReads> {
  const [counts, time] = await Promise.all([
    database.$queryRaw<RoundReads["counts"][number][]>`
      SELECT criterion::text AS criterion, lane::text AS lane, kind::text AS kind, count(*)::int AS count
        FROM standing_verdicts WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    database.$queryRaw<{ activeMs: number; medianReadMs: number | null }[]>`
      SELECT coalesce(sum(active_ms), 0)::float8 AS "activeMs",
             percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms)
               FILTER (WHERE kind IN ('agree', 'wrong')) AS "medianReadMs"
        FROM verdicts WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid`,
  ]);
  return { counts, activeMs: time[0]?.activeMs ?? 0, medianReadMs: time[0]?.medianReadMs ?? null };
}

interface AuditRow {
  readonly unitId: string;
  readonly turnId: string;
  readonly criterion: Criterion;
  readonly auditRank: number;
  readonly kind: "agree" | "wrong" | "skip" | null;
  readonly value: unknown;
  readonly stopLabel: "continue" | "stop" | null;
  readonly score: number | null;
}

export interface AuditUnitOfTurn extends AuditUnit {
  readonly turnId: string;
}

/** What the audit sample of a round is computed from: the walked part of the permutation, and the audit hand-outs. */
export async function readAuditTrail(
  projectId: string,
  roundId: string,
): Promise<{ readonly units: AuditUnitOfTurn[]; readonly handOuts: AuditHandOut[] }> {
  const handOuts = await database.$queryRaw<AuditHandOut[]>`
    SELECT unit_id AS "unitId", bool_or(answered_at IS NOT NULL) AS answered
      FROM hand_outs
     WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid AND lane = 'audit'
     GROUP BY unit_id`;
  const answered = handOuts.filter((handOut) => handOut.answered).map((handOut) => handOut.unitId);
  if (answered.length === 0) return { units: [], handOuts: [] };
  const [reached] = await database.$queryRaw<{ rank: number }[]>`
    SELECT max(audit_rank) AS rank FROM round_units
     WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid AND unit_id = ANY(${answered}::uuid[])`;
  // The rank as a value, and each state apart: each part is then a range of the lane's index, however many units the
  // round has.
  const rank = reached?.rank ?? 0;
  const rows = await database.$queryRaw<AuditRow[]>`
    WITH walked AS (
      SELECT q.unit_id, q.criterion, q.audit_rank
        FROM unnest(enum_range(NULL::round_unit_state)) AS s(state)
        JOIN round_units q ON q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid
                          AND q.state = s.state AND q.audit_rank <= ${rank}::int
    )
    SELECT w.unit_id AS "unitId", u.turn_id AS "turnId", w.criterion::text AS criterion, w.audit_rank AS "auditRank",
           s.kind::text AS kind, v.value, g.stop_label::text AS "stopLabel", g.score
      FROM walked w
      JOIN units u ON u.project_id = ${projectId}::uuid AND u.id = w.unit_id
      LEFT JOIN standing_verdicts s ON s.project_id = ${projectId}::uuid AND s.unit_id = w.unit_id
      LEFT JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
      LEFT JOIN grades g ON g.project_id = v.project_id AND g.unit_id = v.unit_id AND g.revision = v.grade_revision
     ORDER BY w.audit_rank, s.ordinal`;
  return { units: groupByUnit(rows), handOuts };
}

function groupByUnit(rows: readonly AuditRow[]): AuditUnitOfTurn[] {
  const units = new Map<string, AuditUnitOfTurn & { verdicts: AuditUnit["verdicts"][number][] }>();
  for (const row of rows) {
    let unit = units.get(row.unitId);
    if (unit === undefined) {
      const { unitId, turnId, criterion, auditRank } = row;
      unit = { unitId, turnId, criterion, auditRank, grade: seenGrade(row), verdicts: [] };
      units.set(unitId, unit);
    }
    if (row.kind !== null) {
      unit.verdicts.push({ kind: row.kind, value: row.value === null ? null : verdictValueSchema.parse(row.value) });
    }
  }
  return [...units.values()];
}

/** The grade that the earliest standing verdict judged, where it is one of the two that are counted in pairs. */
function seenGrade({ criterion, stopLabel, score }: AuditRow): AuditUnit["grade"] {
  if (criterion === "decision" && stopLabel !== null) return { criterion, stopLabel };
  if (criterion === "content" && (score === 0 || score === 0.5 || score === 1)) return { criterion, score };
  return null;
}

/** Units behind a place of the audit permutation that have been read already: they join the sample without a new read. */
export async function countReadAhead(projectId: string, roundId: string, rank: number): Promise<number> {
  return database.roundUnit.count({ where: { projectId, roundId, reads: { gt: 0 }, auditRank: { gt: rank } } });
}
