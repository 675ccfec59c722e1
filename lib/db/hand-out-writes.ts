import { randomUUID } from "node:crypto";
import type { LaneDraw } from "@/lib/calibration/draw-lane";
import { database, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

/** How long a unit stays with a reader who says nothing, seconds; asking for more units starts it anew. */
export const LEASE_SECONDS = 300;

/**
 * With more reads left than this, hand-outs don't wait for each other: fewer units than this can be on their way to
 * being lent at any moment (200 connections, 20 units each), so the budget can't be passed. Nearer to the end they take
 * turns on the round's row, and the count is exact.
 */
const FAR_FROM_BUDGET_READS = 5_000;

export interface LentUnit {
  readonly handOutId: string;
  readonly roundId: string;
  readonly unitId: string;
  readonly criterion: "decision" | "extraction" | "content" | "format";
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly expiresAt: Date;
}

export interface Lending {
  /** The open round; null where there is none. */
  readonly roundId: string | null;
  /** What the reader holds now, in order of lending. */
  readonly units: readonly LentUnit[];
  /** Why there is no more: the rest of the budget is out, or nothing unread is left for this reader. */
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

async function findOpenRound(
  tx: Transaction,
  projectId: string,
): Promise<(OpenRound & { readonly unitsOut: number }) | null> {
  const [row] = await tx.$queryRaw<(OpenRound & { readonly unitsOut: number })[]>`/* prepared */
    SELECT r.id, r.budget_reads AS "budgetReads", r.reads_done AS "readsDone",
           r.audit_probability AS "auditProbability",
           (SELECT count(*)::int FROM hand_outs h
             WHERE h.project_id = r.project_id AND h.round_id = r.id
               AND h.answered_at IS NULL AND h.expires_at > statement_timestamp()) AS "unitsOut"
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.state = 'open'`;
  return row ?? null;
}

/** Waits for every other hand-out near the end of the budget; null where the round was closed meanwhile. */
async function lockOpenRound(tx: Transaction, projectId: string, roundId: string): Promise<OpenRound | null> {
  const [row] = await tx.$queryRaw<OpenRound[]>`/* prepared */
    SELECT id, budget_reads AS "budgetReads", reads_done AS "readsDone", audit_probability AS "auditProbability"
      FROM rounds WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid AND state = 'open' FOR UPDATE`;
  return row ?? null;
}

/** Units of a round that are out: lent, not answered, the lease not past its time. */
export async function countUnitsOut(tx: Transaction, projectId: string, roundId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`/* prepared */
    SELECT count(*)::int AS count FROM hand_outs
     WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid
       AND answered_at IS NULL AND expires_at > statement_timestamp()`;
  return row?.count ?? 0;
}

/** Extends the leases this reader still holds. Units that a verdict is being written for at this moment are left out. */
async function renewLeases(tx: Transaction, projectId: string, roundId: string, readerId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`/* prepared */
    WITH held AS (
      SELECT h.id, q.unit_id
        FROM hand_outs h
        JOIN round_units q ON q.project_id = h.project_id AND q.round_id = h.round_id AND q.unit_id = h.unit_id
                          AND q.lease_id = h.id
       WHERE h.project_id = ${projectId}::uuid AND h.round_id = ${roundId}::uuid AND h.reader_id = ${readerId}
         AND h.answered_at IS NULL AND h.expires_at > statement_timestamp()
         FOR UPDATE OF q SKIP LOCKED
    ), leased AS (
      UPDATE round_units q SET lease_expires_at = statement_timestamp() + make_interval(secs => ${LEASE_SECONDS})
        FROM held
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.unit_id = held.unit_id
    )
    UPDATE hand_outs h SET expires_at = statement_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      FROM held WHERE h.project_id = ${projectId}::uuid AND h.id = held.id
    RETURNING h.id`;
  return rows.map((row) => row.id);
}

/**
 * Lends the next unit of a lane in one statement: SKIP LOCKED passes over rows that another hand-out or verdict is
 * about to change, so readers neither wait for each other nor get the same unit.
 */
async function lendNext(
  tx: Transaction,
  { projectId, readerId, round, draw, modelVersion }: LendNextInput,
): Promise<string | null> {
  const id = randomUUID();
  const rank = draw.lane === "audit" ? Prisma.sql`q.audit_rank` : Prisma.sql`q.targeted_rank`;
  const written = await tx.$executeRaw`/* prepared */
    WITH pick AS (
      SELECT q.unit_id, q.wrong_chance
        FROM round_units q
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${round.id}::uuid AND q.reads = 0
         AND (q.lease_expires_at IS NULL OR q.lease_expires_at <= statement_timestamp())
         AND NOT EXISTS (SELECT 1 FROM standing_verdicts s
                          WHERE s.project_id = q.project_id AND s.unit_id = q.unit_id AND s.reader_id = ${readerId})
       ORDER BY ${rank} LIMIT 1
         FOR UPDATE OF q SKIP LOCKED
    ), leased AS (
      UPDATE round_units q
         SET lease_id = ${id}::uuid,
             lease_expires_at = statement_timestamp() + make_interval(secs => ${LEASE_SECONDS})
        FROM pick
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${round.id}::uuid AND q.unit_id = pick.unit_id
    )
    INSERT INTO hand_outs
           (project_id, id, round_id, unit_id, reader_id, lane, probability, model_version, wrong_chance, expires_at)
    SELECT ${projectId}::uuid, ${id}::uuid, ${round.id}::uuid, unit_id, ${readerId}, ${draw.lane}::lane,
           ${draw.probability}::float8, ${modelVersion}, wrong_chance,
           statement_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      FROM pick`;
  return written === 1 ? id : null;
}

interface LendNextInput {
  readonly projectId: string;
  readonly readerId: string;
  readonly round: OpenRound;
  readonly draw: LaneDraw;
  readonly modelVersion: string;
}

/** Hand-outs with where they are in the trajectory, in order of lending. */
export async function readLentUnits(
  projectId: string,
  ids: readonly string[],
  tx: Transaction = database,
): Promise<LentUnit[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<LentUnit[]>`/* prepared */
    SELECT h.id AS "handOutId", h.round_id AS "roundId", h.unit_id AS "unitId", u.criterion::text AS criterion,
           u.trajectory_id AS "trajectoryId", u.turn_id AS "turnId", h.expires_at AS "expiresAt"
      FROM hand_outs h
      JOIN units u ON u.project_id = h.project_id AND u.id = h.unit_id
     WHERE h.project_id = ${projectId}::uuid AND h.id = ANY(${[...ids]}::uuid[])
     ORDER BY h.ordinal`;
}

/**
 * Lends a reader up to `count` units of the open round: those it holds already, then new ones, each of a lane drawn by
 * `drawLane` from the round's chance of an audit. Never more than the budget has left: reads done plus units out stay
 * within it.
 */
export async function lendUnits(input: {
  readonly projectId: string;
  readonly readerId: string;
  readonly count: number;
  readonly drawLane: (auditProbability: number) => LaneDraw;
  readonly modelVersion: string;
}): Promise<Lending> {
  const { projectId, readerId, count, drawLane, modelVersion } = input;
  return database.$transaction(async (tx) => {
    // Two requests of one reader (two tabs, a retry) take turns: the second gets what the first was lent.
    await tx.$executeRaw`/* prepared */SELECT pg_advisory_xact_lock(hashtextextended(${`hand-out:${projectId}:${readerId}`}, 0))`;
    const found = await findOpenRound(tx, projectId);
    if (found === null) return { roundId: null, units: [], shortOf: "round", unitsOut: 0 };
    let round: OpenRound | null = found;
    let unitsOut = found.unitsOut;
    if (round.budgetReads - round.readsDone - unitsOut < FAR_FROM_BUDGET_READS) {
      round = await lockOpenRound(tx, projectId, round.id);
      if (round === null) return { roundId: null, units: [], shortOf: "round", unitsOut: 0 };
      unitsOut = await countUnitsOut(tx, projectId, round.id);
    }
    const ids = await renewLeases(tx, projectId, round.id, readerId);
    let room = round.budgetReads - round.readsDone - unitsOut;
    let shortOf: Lending["shortOf"] = "nothing";
    while (ids.length < count && shortOf === "nothing") {
      if (room <= 0) {
        shortOf = "budget";
        break;
      }
      // Both lanes draw from the same units, so where one has nothing the other has nothing either.
      const draw = drawLane(round.auditProbability);
      const id = await lendNext(tx, { projectId, readerId, round, draw, modelVersion });
      if (id === null) {
        shortOf = "units";
        break;
      }
      ids.push(id);
      room -= 1;
      unitsOut += 1;
    }
    const units = await readLentUnits(projectId, ids, tx);
    return { roundId: round.id, units: units.slice(0, count), shortOf, unitsOut };
  });
}
