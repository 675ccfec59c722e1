import { randomUUID } from "node:crypto";
import { unitAgreement } from "@/lib/calibration/unit-agreement";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { Prisma } from "@/lib/db/generated/client";
import { readsDone } from "@/lib/db/reads-done";
import type { SqlRunner } from "@/lib/db/sql";
import { type UnitToJudge, VERDICT_COLUMNS, type VerdictRow } from "@/lib/db/verdict-reads";

export interface VerdictToWrite {
  readonly projectId: string;
  readonly unitId: string;
  readonly readerId: string;
  readonly kind: VerdictRow["kind"];
  readonly value: VerdictValue | null;
  readonly gradeRevision: number;
  readonly roundId: string | null;
  readonly handOutId: string | null;
  readonly lane: "targeted" | "audit" | null;
  readonly probability: number | null;
  readonly modelVersion: string | null;
  readonly visibility: "shown" | "blind";
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly activeMs: number;
  readonly rescoredTurns: number;
  readonly idempotencyKey: string;
  readonly supersedesId: string | null;
}

/** What a reader's answers on a unit come to, beside the verdict itself. */
export interface StandingPlace {
  readonly unit: UnitToJudge;
  readonly firstRound: number;
  readonly lastRound: number;
}

/**
 * Adds to the log, and with `standing` says that it is what this reader's answers on the unit come to now. Null where
 * this reader used the key already, on another unit; nothing is written then.
 */
export async function insertVerdict(
  tx: SqlRunner,
  verdict: VerdictToWrite,
  standing: StandingPlace | null,
): Promise<VerdictRow | null> {
  const { value } = verdict;
  const stands =
    standing === null ? Prisma.empty : Prisma.sql`, standing AS (${putStanding(Prisma.raw("FROM written"), standing)})`;
  const [row] = await tx.$queryRaw<VerdictRow[]>`/* prepared */
    WITH written AS (
      INSERT INTO verdicts
             (project_id, id, unit_id, grade_revision, round_id, hand_out_id, reader_id, kind, value, reason_code, comment,
              lane, probability, model_version, visibility, active_ms, rescored_turns, idempotency_key, supersedes_id)
      VALUES (${verdict.projectId}::uuid, ${randomUUID()}::uuid, ${verdict.unitId}::uuid, ${verdict.gradeRevision},
              ${verdict.roundId}::uuid, ${verdict.handOutId}::uuid, ${verdict.readerId}, ${verdict.kind}::verdict_kind,
              ${value === null ? null : JSON.stringify(value)}::jsonb, ${verdict.reasonCode}, ${verdict.comment},
              ${verdict.lane}::lane, ${verdict.probability}::float8, ${verdict.modelVersion},
              ${verdict.visibility}::grade_visibility, ${verdict.activeMs}, ${verdict.rescoredTurns},
              ${verdict.idempotencyKey}, ${verdict.supersedesId}::uuid)
      ON CONFLICT (project_id, reader_id, idempotency_key) DO NOTHING
      RETURNING *
    ), ${countsEffort(Prisma.raw("written"))}${stands}
    SELECT ${VERDICT_COLUMNS} FROM written`;
  return row ?? null;
}

/** A part of WITH that counts rows of verdicts, of one reader, where they belong to a round. */
export const countsEffort = (rows: Prisma.Sql) => Prisma.sql`
  effort AS (
    INSERT INTO round_readers (project_id, round_id, reader_id, answers, active_ms)
    SELECT project_id, round_id, reader_id, count(*), sum(active_ms)
      FROM ${rows} WHERE round_id IS NOT NULL GROUP BY 1, 2, 3
    ON CONFLICT (project_id, round_id, reader_id) DO UPDATE
       SET answers = round_readers.answers + excluded.answers, active_ms = round_readers.active_ms + excluded.active_ms
  )`;

/** `from`: rows of verdicts. */
const putStanding = (from: Prisma.Sql, { unit, firstRound, lastRound }: StandingPlace) => Prisma.sql`
    INSERT INTO standing_verdicts
           (project_id, unit_id, reader_id, verdict_id, kind, ordinal, criterion, trajectory_id, round_id, hand_out_id,
            lane, first_round, last_round)
    SELECT project_id, unit_id, reader_id, id, kind, ordinal, ${unit.criterion}::criterion, ${unit.trajectoryId}::uuid,
           round_id, hand_out_id, lane, ${firstRound}::int, ${lastRound}::int
      ${from}
    ON CONFLICT (project_id, unit_id, reader_id) DO UPDATE
       SET verdict_id = excluded.verdict_id, kind = excluded.kind, ordinal = excluded.ordinal,
           round_id = excluded.round_id, hand_out_id = excluded.hand_out_id, lane = excluded.lane,
           first_round = excluded.first_round, last_round = excluded.last_round`;

/** Says that an earlier answer stands again; null: that nothing of this reader stands on the unit any more. */
export async function restoreStandingVerdict(
  tx: SqlRunner,
  { projectId, readerId, unit }: { readonly projectId: string; readonly readerId: string; readonly unit: UnitToJudge },
  restored: { readonly verdict: VerdictRow; readonly firstRound: number; readonly lastRound: number } | null,
): Promise<void> {
  if (restored === null) {
    await tx.$executeRaw`/* prepared */
      DELETE FROM standing_verdicts
       WHERE project_id = ${projectId}::uuid AND unit_id = ${unit.id}::uuid AND reader_id = ${readerId}`;
    return;
  }
  const { verdict, ...reach } = restored;
  await tx.$executeRaw`/* prepared */
    ${putStanding(Prisma.sql`FROM verdicts WHERE project_id = ${projectId}::uuid AND id = ${verdict.id}::uuid`, { unit, ...reach })}`;
}

/** How far this reader's standing correction reaches; null where none stands. */
export async function findStandingReach(
  tx: SqlRunner,
  projectId: string,
  unitId: string,
  readerId: string,
): Promise<{ firstRound: number; lastRound: number } | null> {
  const [row] = await tx.$queryRaw<{ firstRound: number; lastRound: number }[]>`/* prepared */
    SELECT first_round AS "firstRound", last_round AS "lastRound" FROM standing_verdicts
     WHERE project_id = ${projectId}::uuid AND unit_id = ${unitId}::uuid AND reader_id = ${readerId}`;
  return row ?? null;
}

/** A unit is read by so many different readers at most; where they all differ, its label stays undecided. */
export const MOST_READS = 3;

/**
 * Ends a hand-out and its lease and says where the unit stands now, in every round that has it: one that is read needs
 * no other read, whichever round paid for it. The caller holds the unit's lock and has written the standing verdict.
 */
export async function settleUnit(
  tx: SqlRunner,
  input: {
    readonly projectId: string;
    readonly unitId: string;
    readonly answeredHandOutId: string | null;
    /** What readers hold of the unit now. */
    readonly values: readonly VerdictValue[];
  },
): Promise<void> {
  const { projectId, unitId, answeredHandOutId, values } = input;
  const { agreement, isSplit } = unitAgreement(values);
  const isDisputed = isSplit && values.length < MOST_READS;
  // The queue's row before the hand-out's: extending a lease takes them in the same order.
  await tx.$executeRaw`/* prepared */
    WITH settled AS (
      UPDATE round_units q
         SET reads = ${values.length}::int, agreement = ${agreement}::float8,
             state = (CASE WHEN ${values.length}::int < q.reads_needed THEN 'waiting'
                           WHEN ${isDisputed} THEN 'disputed' ELSE 'settled' END)::round_unit_state,
             lease_expires_at = CASE WHEN q.lease_id = ${answeredHandOutId}::uuid THEN NULL ELSE q.lease_expires_at END,
             lease_id = CASE WHEN q.lease_id = ${answeredHandOutId}::uuid THEN NULL ELSE q.lease_id END
        FROM rounds r
       WHERE r.project_id = ${projectId}::uuid
         AND q.project_id = r.project_id AND q.round_id = r.id AND q.unit_id = ${unitId}::uuid
      RETURNING q.unit_id
    )
    UPDATE hand_outs SET answered_at = statement_timestamp()
     WHERE project_id = ${projectId}::uuid AND id = ${answeredHandOutId}::uuid AND answered_at IS NULL
       AND (SELECT count(*) FROM settled) >= 0`;
}

/**
 * Asks for one more reader of units that have their reads, three at most: they wait in the round's queue again. For a
 * lone correction that the model did not expect. Returns how many now wait for another reader.
 */
export async function askForAnotherRead(
  tx: SqlRunner,
  input: { readonly projectId: string; readonly roundId: string; readonly unitIds: readonly string[] },
): Promise<number> {
  return tx.$executeRaw`/* prepared */
    UPDATE round_units SET reads_needed = reads + 1, state = 'waiting'
     WHERE project_id = ${input.projectId}::uuid AND round_id = ${input.roundId}::uuid
       AND unit_id = ANY(${[...input.unitIds]}::uuid[]) AND state = 'settled' AND reads BETWEEN 1 AND ${MOST_READS - 1}::int`;
}

interface RoundCount {
  readonly number: number;
  readonly purpose: "calibration" | "trial";
  readonly state: "preparing" | "open" | "finished" | "canceled";
  readonly readsDone: number;
  readonly budgetReads: number;
}

/**
 * With more reads left than this, readers don't wait for each other: fewer answers than this can be on their way at any
 * moment (200 connections), so none of them can be the budget's last. Nearer to the end they take turns on the round's
 * row, and the count is exact.
 */
const FAR_FROM_BUDGET_READS = 500;

/**
 * Adds reads to a round (or takes one back), closing it when the budget is reached and opening it again when an undo
 * leaves it short. A round that a person ended stays ended, and none opens beside another. Last in its transaction:
 * the round's row is what all readers share. A trial never opens again: what it found stays found. Returns what the
 * round is for; a trial's row stays locked.
 */
export async function addReads(
  tx: SqlRunner,
  input: { readonly projectId: string; readonly roundId: string; readonly delta: number; readonly readerId: string },
): Promise<RoundCount["purpose"]> {
  const { projectId, roundId, delta, readerId } = input;
  // The statement counts as of before what it writes.
  const [counted] = await tx.$queryRaw<RoundCount[]>`/* prepared */
    WITH own AS (
      INSERT INTO round_readers (project_id, round_id, reader_id, reads)
      VALUES (${projectId}::uuid, ${roundId}::uuid, ${readerId}, ${delta}::int)
      ON CONFLICT (project_id, round_id, reader_id) DO UPDATE SET reads = round_readers.reads + excluded.reads
    )
    SELECT r.number, r.purpose::text AS purpose, r.state::text AS state, ${readsDone} + ${delta}::int AS "readsDone",
           r.budget_reads AS "budgetReads"
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  if (counted === undefined) throw new Error(`Round ${roundId} of a verdict does not exist.`);
  const isFar = counted.budgetReads - counted.readsDone > FAR_FROM_BUDGET_READS;
  if (counted.purpose === "calibration" && isFar) return counted.purpose;
  await moveAtBudget(tx, input);
  return counted.purpose;
}

/** Closes or reopens a round by its exact count, under the lock of its row. */
async function moveAtBudget(
  tx: SqlRunner,
  { projectId, roundId, delta, readerId }: Parameters<typeof addReads>[1],
): Promise<void> {
  await tx.$executeRaw`/* prepared */
    SELECT 1 FROM rounds WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid FOR NO KEY UPDATE`;
  // A statement of its own: one that waits for a lock counts as of before.
  const [round] = await tx.$queryRaw<RoundCount[]>`/* prepared */
    SELECT r.number, r.purpose::text AS purpose, r.state::text AS state, ${readsDone} AS "readsDone",
           r.budget_reads AS "budgetReads"
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  if (round === undefined) return;
  const { number, purpose, readsDone: reads, budgetReads } = round;
  let { state } = round;
  if (state === "open" && reads >= budgetReads) state = "finished";
  const leavesItShort = purpose === "calibration" && reads - delta >= budgetReads && reads < budgetReads;
  if (state === "finished" && leavesItShort && !(await hasOtherRound(tx, projectId))) state = "open";
  if (state === round.state) return;
  await tx.$executeRaw`/* prepared */
    UPDATE rounds SET state = ${state}::round_state,
           finished_at = CASE WHEN ${state} = 'finished' THEN statement_timestamp() END
     WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid`;
  await writeAuditEvent(tx, {
    projectId,
    actorId: readerId,
    action: state === "finished" ? "round.finished" : "round.reopened",
    subjectId: roundId,
    detail: { number, reads, budget: budgetReads },
  });
}

/** Taken by whoever opens a round, until its transaction ends: at most one is open. */
export async function lockRounds(tx: SqlRunner, projectId: string): Promise<void> {
  await tx.$executeRaw`/* prepared */SELECT pg_advisory_xact_lock(hashtextextended(${`rounds:${projectId}`}, 0))`;
}

async function hasOtherRound(tx: SqlRunner, projectId: string): Promise<boolean> {
  await lockRounds(tx, projectId);
  const others = await tx.$queryRaw<unknown[]>`/* prepared */
    SELECT 1 FROM rounds
     WHERE project_id = ${projectId}::uuid AND purpose = 'calibration' AND state IN ('preparing', 'open') LIMIT 1`;
  return others.length > 0;
}
