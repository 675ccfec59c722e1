import { randomUUID } from "node:crypto";
import { unitAgreement } from "@/lib/calibration/unit-agreement";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import type { Transaction } from "@/lib/db/client";
import { readStandingValues, type UnitToJudge, VERDICT_COLUMNS, type VerdictRow } from "@/lib/db/verdict-reads";

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

/** Adds to the log; null where this reader used the key already, on another unit. */
export async function insertVerdict(tx: Transaction, verdict: VerdictToWrite): Promise<VerdictRow | null> {
  const { value } = verdict;
  const [row] = await tx.$queryRaw<VerdictRow[]>`/* prepared */
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
    RETURNING ${VERDICT_COLUMNS}`;
  return row ?? null;
}

/** Says what this reader's answers on the unit come to now; null: nothing stands any more. */
export async function putStandingVerdict(
  tx: Transaction,
  projectId: string,
  unit: UnitToJudge,
  readerId: string,
  standing: { readonly verdict: VerdictRow; readonly firstRound: number; readonly lastRound: number } | null,
): Promise<void> {
  const key = { projectId, unitId: unit.id, readerId };
  if (standing === null) {
    await tx.standingVerdict.deleteMany({ where: key });
    return;
  }
  const { verdict, firstRound, lastRound } = standing;
  await tx.$executeRaw`/* prepared */
    INSERT INTO standing_verdicts
           (project_id, unit_id, reader_id, verdict_id, kind, ordinal, criterion, trajectory_id, round_id, hand_out_id,
            lane, first_round, last_round)
    VALUES (${projectId}::uuid, ${unit.id}::uuid, ${readerId}, ${verdict.id}::uuid, ${verdict.kind}::verdict_kind,
            ${verdict.ordinal}, ${unit.criterion}::criterion, ${unit.trajectoryId}::uuid, ${verdict.roundId}::uuid,
            ${verdict.handOutId}::uuid, ${verdict.lane}::lane, ${firstRound}, ${lastRound})
    ON CONFLICT (project_id, unit_id, reader_id) DO UPDATE
       SET verdict_id = excluded.verdict_id, kind = excluded.kind, ordinal = excluded.ordinal,
           round_id = excluded.round_id, hand_out_id = excluded.hand_out_id, lane = excluded.lane,
           first_round = excluded.first_round, last_round = excluded.last_round`;
}

/** How far this reader's standing correction reaches; null where none stands. */
export async function findStandingReach(
  tx: Transaction,
  projectId: string,
  unitId: string,
  readerId: string,
): Promise<{ firstRound: number; lastRound: number } | null> {
  return tx.standingVerdict.findUnique({
    where: { projectId_unitId_readerId: { projectId, unitId, readerId } },
    select: { firstRound: true, lastRound: true },
  });
}

/** A unit is read by so many different readers at most; where they all differ, its label stays undecided. */
export const MOST_READS = 3;

/**
 * Ends a hand-out and its lease and says where the unit stands now, in every round that has it: one that is read needs
 * no other read, whichever round paid for it. The caller holds the unit's lock and has written the standing verdict.
 */
export async function settleUnit(
  tx: Transaction,
  input: { readonly projectId: string; readonly unitId: string; readonly answeredHandOutId: string | null },
): Promise<void> {
  const { projectId, unitId, answeredHandOutId } = input;
  const values = await readStandingValues(tx, projectId, unitId);
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
  tx: Transaction,
  input: { readonly projectId: string; readonly roundId: string; readonly unitIds: readonly string[] },
): Promise<number> {
  return tx.$executeRaw`/* prepared */
    UPDATE round_units SET reads_needed = reads + 1, state = 'waiting'
     WHERE project_id = ${input.projectId}::uuid AND round_id = ${input.roundId}::uuid
       AND unit_id = ANY(${[...input.unitIds]}::uuid[]) AND state = 'settled' AND reads BETWEEN 1 AND ${MOST_READS - 1}::int`;
}

interface LockedRound {
  readonly number: number;
  readonly purpose: "calibration" | "trial";
  readonly state: "preparing" | "open" | "finished" | "canceled";
  readonly readsDone: number;
  readonly budgetReads: number;
}

/**
 * Adds reads to a round (or takes one back), closing it when the budget is reached and opening it again when an undo
 * leaves it short. A round that a person ended stays ended, and none opens beside another. Last in its transaction:
 * the round's row is what all readers share. A trial never opens again: what it found stays found. Returns what the
 * round is for; its row stays locked.
 */
export async function addReads(
  tx: Transaction,
  input: { readonly projectId: string; readonly roundId: string; readonly delta: number; readonly actorId: string },
): Promise<LockedRound["purpose"]> {
  const { projectId, roundId, delta, actorId } = input;
  const [stillOpen] = await tx.$queryRaw<Pick<LockedRound, "purpose">[]>`/* prepared */
    UPDATE rounds SET reads_done = reads_done + ${delta}::int
     WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid
       AND state = 'open' AND reads_done + ${delta}::int < budget_reads
    RETURNING purpose::text AS purpose`;
  if (stillOpen !== undefined) return stillOpen.purpose;
  const [round] = await tx.$queryRaw<LockedRound[]>`/* prepared */
    SELECT number, purpose::text AS purpose, state::text AS state, reads_done AS "readsDone", budget_reads AS "budgetReads"
      FROM rounds WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid FOR UPDATE`;
  if (round === undefined) throw new Error(`Round ${roundId} of a verdict does not exist.`);
  const readsDone = round.readsDone + delta;
  let state = round.state;
  if (state === "open" && readsDone >= round.budgetReads) state = "finished";
  const leavesItShort =
    round.purpose === "calibration" && round.readsDone >= round.budgetReads && readsDone < round.budgetReads;
  if (state === "finished" && leavesItShort && !(await hasOtherRound(tx, projectId))) state = "open";
  await tx.round.updateMany({
    where: { projectId, id: roundId },
    data: {
      readsDone,
      ...(state === round.state ? {} : { state, finishedAt: state === "finished" ? new Date() : null }),
    },
  });
  if (state !== round.state) {
    await writeAuditEvent(tx, {
      projectId,
      actorId,
      action: state === "finished" ? "round.finished" : "round.reopened",
      subjectId: roundId,
      detail: { number: round.number, reads: readsDone, budget: round.budgetReads },
    });
  }
  return round.purpose;
}

/** Taken by whoever opens a round, until its transaction ends: at most one is open. */
export async function lockRounds(tx: Transaction, projectId: string): Promise<void> {
  await tx.$executeRaw`/* prepared */SELECT pg_advisory_xact_lock(hashtextextended(${`rounds:${projectId}`}, 0))`;
}

async function hasOtherRound(tx: Transaction, projectId: string): Promise<boolean> {
  await lockRounds(tx, projectId);
  return (
    (await tx.round.count({ where: { projectId, purpose: "calibration", state: { in: ["preparing", "open"] } } })) > 0
  );
}
