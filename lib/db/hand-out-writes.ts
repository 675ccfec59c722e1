import { randomUUID } from "node:crypto";
import type { LaneDraw } from "@/lib/calibration/draw-lane";
import { STAY_RANKS } from "@/lib/calibration/targeted-rank";
import { isDrawnBlind } from "@/lib/db/blind-reads";
import { Prisma } from "@/lib/db/generated/client";
import { countUnitsOut, isLive, LENT_UNIT, type LentUnit } from "@/lib/db/hand-out-reads";
import { readsDone } from "@/lib/db/reads-done";
import { type SqlRunner, sql, sqlTransaction } from "@/lib/db/sql";
import { standsWeakly } from "@/lib/db/weak-agreement-reads";

/** How long a unit stays with a reader who says nothing, seconds; every sign of life starts it anew. */
export const LEASE_SECONDS = 300;

const leaseEnd = Prisma.sql`statement_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;

/**
 * With more reads left than this, hand-outs don't wait for each other: fewer units than this can be on their way to
 * being lent at any moment (200 connections, 20 units each), so the budget can't be passed. Nearer to the end they take
 * turns on the round's row, and the count is exact.
 */
const FAR_FROM_BUDGET_READS = 5_000;

export interface Lending {
  /** The open round, of two the one that lent; null where there is none. */
  readonly roundId: string | null;
  /** What the reader holds now, in order of lending. */
  readonly units: readonly LentUnit[];
  /** Why there is no more: the rest of the budget is out, or nothing that needs a read is left for this reader. */
  readonly shortOf: "nothing" | "round" | "budget" | "units";
  /** Units out with any reader. */
  readonly unitsOut: number;
}

interface OpenRound {
  readonly id: string;
  readonly budgetReads: number;
  readonly readsDone: number;
  readonly auditProbability: number;
}

/** A trial, whose few labels decide, before a calibration round. */
async function findOpenRounds(
  tx: SqlRunner,
  projectId: string,
): Promise<(OpenRound & { readonly unitsOut: number })[]> {
  return tx.$queryRaw<(OpenRound & { readonly unitsOut: number })[]>`/* prepared */
    SELECT r.id, r.budget_reads AS "budgetReads", ${readsDone} AS "readsDone",
           r.audit_probability AS "auditProbability",
           (SELECT count(*)::int FROM hand_outs h
             WHERE h.project_id = r.project_id AND h.round_id = r.id AND NOT h.is_adjudication AND ${isLive}) AS "unitsOut"
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.state = 'open'
     ORDER BY r.purpose DESC, r.number`;
}

/** Waits for every other hand-out near the end of the budget; null where the round was closed meanwhile. */
async function lockOpenRound(tx: SqlRunner, projectId: string, roundId: string): Promise<OpenRound | null> {
  const locked = await tx.$queryRaw<unknown[]>`/* prepared */
    SELECT r.id FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid AND r.state = 'open'
       FOR NO KEY UPDATE`;
  if (locked.length === 0) return null;
  // A statement of its own: one that waits for a lock counts as of before.
  const [row] = await tx.$queryRaw<OpenRound[]>`/* prepared */
    SELECT r.id, r.budget_reads AS "budgetReads", ${readsDone} AS "readsDone", r.audit_probability AS "auditProbability"
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  return row ?? null;
}

/**
 * Extends the leases this reader still holds, in order of lending. Units that a verdict is being written for at this
 * moment are left out. `inRound`: of which rounds `r`.
 */
async function renewLeases(
  tx: SqlRunner,
  projectId: string,
  readerId: string,
  inRound: Prisma.Sql,
): Promise<LentUnit[]> {
  return tx.$queryRaw<LentUnit[]>`/* prepared */
    WITH held AS (
      SELECT h.id, q.round_id, q.unit_id
        FROM rounds r
        JOIN hand_outs h ON h.project_id = r.project_id AND h.round_id = r.id
        JOIN round_units q ON q.project_id = h.project_id AND q.round_id = h.round_id AND q.unit_id = h.unit_id
                          AND q.lease_id = h.id
       WHERE r.project_id = ${projectId}::uuid AND ${inRound} AND h.reader_id = ${readerId} AND ${isLive}
         FOR UPDATE OF q SKIP LOCKED
    ), leased AS (
      UPDATE round_units q SET lease_expires_at = ${leaseEnd}
        FROM held
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = held.round_id AND q.unit_id = held.unit_id
    ), h AS (
      UPDATE hand_outs h SET expires_at = ${leaseEnd}
        FROM held WHERE h.project_id = ${projectId}::uuid AND h.id = held.id
      RETURNING h.*
    )
    SELECT ${LENT_UNIT} ORDER BY h.ordinal`;
}

const isOpen = Prisma.sql`r.state = 'open'`;

/** Extends every lease of this reader that still runs: in the open round, and of disputes in the newest that ended. */
export async function renewOpenLeases(projectId: string, readerId: string): Promise<LentUnit[]> {
  return renewLeases(
    sql,
    projectId,
    readerId,
    Prisma.sql`r.id IN (SELECT n.id FROM rounds n WHERE n.project_id = ${projectId}::uuid
                           AND n.state IN ('open', 'finished') ORDER BY n.number DESC LIMIT 2)`,
  );
}

interface Pick {
  readonly projectId: string;
  readonly readerId: string;
  readonly roundId: string;
}

/** Free to be lent to this reader: nobody holds it, and the reader has neither judged nor skipped it. */
const isFree = ({ readerId }: Pick) => Prisma.sql`
  (q.lease_expires_at IS NULL OR q.lease_expires_at <= statement_timestamp())
  AND NOT EXISTS (SELECT 1 FROM standing_verdicts s
                   WHERE s.project_id = q.project_id AND s.unit_id = q.unit_id AND s.reader_id = ${readerId})`;

/** Queue rows of a round in a state, as `q`. */
const queued = ({ projectId, roundId }: Pick, state: "waiting" | "disputed") => Prisma.sql`
  SELECT q.unit_id, q.trajectory_id, q.wrong_chance, q.targeted_rank FROM round_units q
   WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.state = ${state}::round_unit_state`;

/** The permutation's next, whatever else the reader has been shown: leaving any out would bias the estimates. */
const pickAudit = (pick: Pick) => Prisma.sql`
  pick AS (
    ${queued(pick, "waiting")} AND ${isFree(pick)}
     ORDER BY q.audit_rank LIMIT 1 FOR UPDATE OF q SKIP LOCKED
  )`;

/** What the reader let pass with "the rest is fine", and did not take back. */
const isLetPass = ({ readerId }: Pick) => Prisma.sql`
  EXISTS (SELECT 1 FROM verdicts w
           WHERE w.project_id = q.project_id AND w.unit_id = q.unit_id AND w.reader_id = ${readerId}
             AND ${standsWeakly})`;

/** No other reader is in its trajectory. Looked up by hash: the rows before the head are those of other readers. */
const isAlone = ({ projectId, roundId, readerId }: Pick) => Prisma.sql`
  q.trajectory_id NOT IN (
    SELECT h.trajectory_id FROM hand_outs h
     WHERE h.project_id = ${projectId}::uuid AND h.round_id = ${roundId}::uuid AND ${isLive}
       AND h.reader_id <> ${readerId})`;

/**
 * The next unit worth reading, by trajectory:
 * - stay: in the trajectory that the reader had last, while that is worth as much as opening another;
 * - go: else the head of the order, of a trajectory that no other reader is in;
 * - joined: else, with more readers than trajectories, the head of the order.
 */
const pickTargeted = (pick: Pick) => Prisma.sql`
  head AS MATERIALIZED (
    ${queued(pick, "waiting")} AND ${isAlone(pick)} AND ${isFree(pick)} AND NOT ${isLetPass(pick)}
     ORDER BY q.targeted_rank LIMIT 1
  ), here AS MATERIALIZED (
    SELECT h.trajectory_id FROM hand_outs h
     WHERE h.project_id = ${pick.projectId}::uuid AND h.round_id = ${pick.roundId}::uuid
       AND h.reader_id = ${pick.readerId}
     ORDER BY h.ordinal DESC LIMIT 1
  ), stay AS MATERIALIZED (
    ${queued(pick, "waiting")}
       AND q.trajectory_id = (SELECT trajectory_id FROM here)
       AND (q.targeted_rank <= (SELECT targeted_rank FROM head) + ${STAY_RANKS}::bigint OR NOT EXISTS (SELECT 1 FROM head))
       AND ${isFree(pick)} AND NOT ${isLetPass(pick)}
     ORDER BY q.targeted_rank LIMIT 1 FOR UPDATE OF q SKIP LOCKED
  ), go AS MATERIALIZED (
    ${queued(pick, "waiting")}
       AND NOT EXISTS (SELECT 1 FROM stay)
       AND ${isAlone(pick)} AND ${isFree(pick)} AND NOT ${isLetPass(pick)}
     ORDER BY q.targeted_rank LIMIT 1 FOR UPDATE OF q SKIP LOCKED
  ), joined AS MATERIALIZED (
    ${queued(pick, "waiting")}
       AND NOT EXISTS (SELECT 1 FROM stay) AND NOT EXISTS (SELECT 1 FROM go)
       AND ${isFree(pick)} AND NOT ${isLetPass(pick)}
     ORDER BY q.targeted_rank LIMIT 1 FOR UPDATE OF q SKIP LOCKED
  ), pick AS (
    SELECT * FROM stay UNION ALL SELECT * FROM go UNION ALL SELECT * FROM joined
  )`;

/** What readers disagree on most. */
const pickDisputed = (pick: Pick) => Prisma.sql`
  pick AS (
    ${queued(pick, "disputed")} AND ${isFree(pick)}
     ORDER BY q.agreement, q.audit_rank LIMIT 1 FOR UPDATE OF q SKIP LOCKED
  )`;

interface LogOfDraw {
  readonly draw: LaneDraw;
  readonly modelVersion: string;
  readonly isAdjudication: boolean;
}

/**
 * Lends what a pick finds, in one statement: SKIP LOCKED passes over rows that another hand-out or verdict is about to
 * change, so readers neither wait for each other nor get the same unit. Null where it finds nothing.
 */
async function lendPicked(
  tx: SqlRunner,
  { projectId, readerId, roundId }: Pick,
  pick: Prisma.Sql,
  { draw, modelVersion, isAdjudication }: LogOfDraw,
): Promise<LentUnit | null> {
  const id = randomUUID();
  const [lent] = await tx.$queryRaw<LentUnit[]>`/* prepared */
    WITH ${pick}, leased AS (
      UPDATE round_units q SET lease_id = ${id}::uuid, lease_expires_at = ${leaseEnd}
        FROM pick
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.unit_id = pick.unit_id
    ), h AS (
      INSERT INTO hand_outs
             (project_id, id, round_id, unit_id, trajectory_id, reader_id, lane, probability, model_version,
              wrong_chance, visibility, is_adjudication, expires_at)
      SELECT ${projectId}::uuid, ${id}::uuid, ${roundId}::uuid, pick.unit_id, pick.trajectory_id, ${readerId},
             ${draw.lane}::lane, ${draw.probability}::float8,
             -- Once the correction model orders the queue, its refit is what chose the unit.
             CASE WHEN m.refits > 0 AND NOT ${isAdjudication} THEN 'correction-1 refit ' || m.refits
                  ELSE ${modelVersion} END,
             pick.wrong_chance,
             (CASE WHEN r.state = 'open' AND ${isDrawnBlind(readerId)} THEN 'blind' ELSE 'shown' END)::grade_visibility,
             ${isAdjudication}, ${leaseEnd}
        FROM pick
        JOIN rounds r ON r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid
        LEFT JOIN round_models m ON m.project_id = r.project_id AND m.round_id = r.id
        JOIN units u ON u.project_id = ${projectId}::uuid AND u.id = pick.unit_id
      RETURNING *
    )
    SELECT ${LENT_UNIT}`;
  return lent ?? null;
}

/** Two requests of one reader (two tabs, a retry) take turns: the second gets what the first was lent. */
async function lockReader(tx: SqlRunner, projectId: string, readerId: string): Promise<void> {
  await tx.$executeRaw`/* prepared */SELECT pg_advisory_xact_lock(hashtextextended(${`hand-out:${projectId}:${readerId}`}, 0))`;
}

/** What one hand-out asks for. */
interface LendingRequest {
  readonly projectId: string;
  readonly readerId: string;
  readonly count: number;
  readonly drawLane: (auditProbability: number) => LaneDraw;
  readonly modelVersion: string;
}

const NO_ROUND: Lending = { roundId: null, units: [], shortOf: "round", unitsOut: 0 };

/**
 * Lends a reader up to `count` units of what is open: those it holds already, then new ones, each of a lane drawn by
 * `drawLane` from the round's chance of an audit. Never more than the budget has left: reads done plus units out stay
 * within it.
 */
export async function lendUnits(request: LendingRequest): Promise<Lending> {
  const { projectId, readerId, count } = request;
  return sqlTransaction(async (tx) => {
    const [, rounds, held] = await Promise.all([
      lockReader(tx, projectId, readerId),
      findOpenRounds(tx, projectId),
      renewLeases(tx, projectId, readerId, isOpen),
    ]);
    let lending = NO_ROUND;
    for (const round of rounds) {
      const units = lending.units;
      const more = await lendOfRound(tx, { ...request, count: count - units.length }, round, held);
      if (more.roundId === null) continue;
      lending = units.length === 0 ? more : { ...lending, units: [...units, ...more.units], shortOf: more.shortOf };
      if (lending.units.length >= count) break;
    }
    return lending;
  });
}

async function lendOfRound(
  tx: SqlRunner,
  { projectId, readerId, count, drawLane, modelVersion }: LendingRequest,
  found: OpenRound & { readonly unitsOut: number },
  held: readonly LentUnit[],
): Promise<Lending> {
  let round: OpenRound | null = found;
  let { unitsOut } = found;
  if (round.budgetReads - round.readsDone - unitsOut < FAR_FROM_BUDGET_READS) {
    round = await lockOpenRound(tx, projectId, round.id);
    if (round === null) return NO_ROUND;
    unitsOut = await countUnitsOut(tx, projectId, round.id);
  }
  const { id: roundId, auditProbability } = round;
  const own = held.filter((unit) => unit.roundId === roundId && !unit.isAdjudication);
  const wanted = count - own.length;
  const room = round.budgetReads - round.readsDone - unitsOut;
  const pick = { projectId, readerId, roundId };
  const lent = await Promise.all(
    Array.from({ length: Math.max(0, Math.min(wanted, room)) }, () => {
      const draw = drawLane(auditProbability);
      // The audit lane has what the targeted lane has, and what the reader let pass.
      const next = draw.lane === "targeted" ? pickTargeted(pick) : pickAudit(pick);
      return lendPicked(tx, pick, next, { draw, modelVersion, isAdjudication: false });
    }),
  );
  const added = lent.filter((unit) => unit !== null);
  const shortOf = added.length < lent.length ? "units" : lent.length < wanted ? "budget" : "nothing";
  return { roundId, units: [...own, ...added].slice(0, count), shortOf, unitsOut: unitsOut + added.length };
}

/** How a hand-out that settles a disagreement is logged: no ordering chose it, and no lane was drawn. */
const ADJUDICATION: LogOfDraw = {
  draw: { lane: "targeted", probability: 1 },
  modelVersion: "lowest-agreement",
  isAdjudication: true,
};

/**
 * Lends a reader up to `count` units of a round on which others disagree and that it has not read, lowest agreement
 * first. It spends no budget, and a round that has ended still lends them.
 */
export async function lendDisputes(input: {
  readonly projectId: string;
  readonly readerId: string;
  readonly roundId: string;
  readonly count: number;
}): Promise<LentUnit[]> {
  const { projectId, readerId, roundId, count } = input;
  return sqlTransaction(async (tx) => {
    const [, held] = await Promise.all([
      lockReader(tx, projectId, readerId),
      renewLeases(tx, projectId, readerId, Prisma.sql`r.id = ${roundId}::uuid`),
    ]);
    const own = held.filter(({ isAdjudication }) => isAdjudication);
    const pick = { projectId, readerId, roundId };
    const lent = await Promise.all(
      Array.from({ length: Math.max(0, count - own.length) }, () =>
        lendPicked(tx, pick, pickDisputed(pick), ADJUDICATION),
      ),
    );
    return [...own, ...lent.filter((unit) => unit !== null)].slice(0, count);
  });
}

/**
 * Lends a unit to the reader who took an answer back, as it was lent before, but that the grade was seen. Null where it
 * was not lent before, the round is not open, somebody else has it or has read it, or the rest of the budget is out.
 */
export async function lendAgain(
  tx: SqlRunner,
  { projectId, handOutId }: { readonly projectId: string; readonly handOutId: string | null },
): Promise<string | null> {
  if (handOutId === null) return null;
  const [round] = await tx.$queryRaw<
    { id: string; left: number; isOpen: boolean; isAdjudication: boolean }[]
  >`/* prepared */
    SELECT r.id, r.budget_reads - ${readsDone} AS "left", r.state = 'open' AS "isOpen",
           h.is_adjudication AS "isAdjudication"
      FROM hand_outs h JOIN rounds r ON r.project_id = h.project_id AND r.id = h.round_id
     WHERE h.project_id = ${projectId}::uuid AND h.id = ${handOutId}::uuid AND r.state IN ('open', 'finished')
       FOR NO KEY UPDATE OF r`;
  if (round === undefined) return null;
  if (!round.isAdjudication) {
    if (!round.isOpen || round.left <= (await countUnitsOut(tx, projectId, round.id))) return null;
  }
  const id = randomUUID();
  const written = await tx.$executeRaw`/* prepared */
    WITH before AS (
      SELECT h.* FROM hand_outs h WHERE h.project_id = ${projectId}::uuid AND h.id = ${handOutId}::uuid
    ), leased AS (
      UPDATE round_units q SET lease_id = ${id}::uuid, lease_expires_at = ${leaseEnd}
        FROM before b
       WHERE q.project_id = b.project_id AND q.round_id = b.round_id AND q.unit_id = b.unit_id
         AND q.state = (CASE WHEN b.is_adjudication THEN 'disputed' ELSE 'waiting' END)::round_unit_state
         AND (q.lease_expires_at IS NULL OR q.lease_expires_at <= statement_timestamp())
      RETURNING q.wrong_chance
    )
    INSERT INTO hand_outs
           (project_id, id, round_id, unit_id, trajectory_id, reader_id, lane, probability, model_version, wrong_chance,
            is_adjudication, expires_at)
    SELECT b.project_id, ${id}::uuid, b.round_id, b.unit_id, b.trajectory_id, b.reader_id, b.lane, b.probability,
           b.model_version, leased.wrong_chance, b.is_adjudication, ${leaseEnd}
      FROM before b, leased`;
  return written === 1 ? id : null;
}
