import pg from "pg";
import { auditPermutation } from "@/lib/calibration/audit-permutation";
import { worthNoise } from "@/lib/calibration/correction/worth-noise";
import { rankTrajectory } from "@/lib/calibration/targeted-rank";
import { unitAgreement } from "@/lib/calibration/unit-agreement";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import { databasePool } from "@/lib/db/client";
import { copyRows } from "@/lib/db/copy-rows";
import { MOST_READS } from "@/lib/db/verdict-writes";
import type { Criterion } from "@/lib/grading/criterion";
import { seededRandom } from "@/lib/kernel/seeded-random";

/** PostgreSQL: the row was changed by another transaction since this one began. */
const SERIALIZATION_FAILURE = "40001";

/** Rows of a cursor fetched and written at a time. */
const BATCH_ROWS = 20_000;

export interface UnitToQueue {
  readonly unitId: string;
  readonly trajectoryId: string;
  readonly criterion: Criterion;
  /** Round number of its turn. */
  readonly round: number;
  /** How sure the grader is, 0 … 1; null where it does not say. */
  readonly confidence: number | null;
  /** Extraction units: the earliest turn that each of the items belongs to. */
  readonly firstRounds: readonly number[];
}

interface QueuedUnit extends UnitToQueue {
  readonly gradeRevision: number;
  /** What its readers hold, one value each. */
  readonly held: readonly unknown[] | null;
}

/** Where a unit stands when its round begins, from reads of earlier rounds. */
function queueState(held: QueuedUnit["held"], readsNeeded: number) {
  const reads = held?.length ?? 0;
  const { agreement, isSplit } = unitAgreement((held ?? []).map((value) => verdictValueSchema.parse(value)));
  const ended = isSplit && reads < MOST_READS ? "disputed" : "settled";
  return { reads, agreement, state: reads < readsNeeded ? "waiting" : ended };
}

/**
 * A unit's chance of an error, 0 … 1, and what the error would cost: |ΔR| × dependent turns.
 * @param itemsLeft how many items are left to be found out at a turn of the unit's trajectory
 */
export type WeighUnit = (
  unit: UnitToQueue,
  itemsLeft: (round: number) => number,
) => { readonly wrongChance: number; readonly impact: number };

interface RoundToFill {
  readonly graderVersionId: string;
  readonly seed: string;
  readonly criteria: readonly Criterion[];
  readonly readsPerUnit: number;
}

/**
 * Fills a round's queue and opens it, in one transaction by cursor and COPY, a batch of trajectories at a time: a million
 * units are a matter of seconds and of little memory. False where the round was not waiting to be prepared (any more).
 */
export async function fillRound(projectId: string, roundId: string, weigh: WeighUnit): Promise<boolean> {
  const client = await databasePool().connect();
  let failure: Error | undefined;
  try {
    // One moment for the count and the units: grading may go on.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const { rows } = await client.query<RoundToFill>(
      `SELECT grader_version_id AS "graderVersionId", seed::text, criteria::text[] AS criteria,
              reads_per_unit AS "readsPerUnit"
         FROM rounds
        WHERE project_id = $1 AND id = $2 AND state = 'preparing' FOR UPDATE`,
      [projectId, roundId],
    );
    const [round] = rows;
    if (round === undefined) {
      await client.query("ROLLBACK");
      return false;
    }
    const count = await copyQueue(client, projectId, roundId, round, weigh);
    await client.query(`UPDATE rounds SET state = 'open', unit_count = $3 WHERE project_id = $1 AND id = $2`, [
      projectId,
      roundId,
      count,
    ]);
    await client.query("COMMIT");
    // Without fresh statistics the next hand-outs could be planned for a table that was still empty.
    await client.query("ANALYZE round_units");
    return true;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    // The job and the request that started the round may both be here: the row was waited for, and the other has filled it.
    if (error instanceof pg.DatabaseError && error.code === SERIALIZATION_FAILURE) return false;
    throw error;
  } finally {
    // A connection in an unknown state is closed rather than given back.
    client.release(failure);
  }
}

const COLUMNS =
  "project_id, round_id, unit_id, trajectory_id, criterion, audit_rank, targeted_rank, wrong_chance, reads, agreement, state, reads_needed, impact, turn_round, grade_revision";

async function copyQueue(
  client: pg.PoolClient,
  projectId: string,
  roundId: string,
  round: RoundToFill,
  weigh: WeighUnit,
): Promise<number> {
  const values = [projectId, round.graderVersionId, round.criteria];
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count ${QUEUE}`, values);
  const count = rows[0]?.count ?? 0;
  const seed = BigInt(round.seed);
  const auditRanks = auditPermutation(count, seededRandom(seed));
  await client.query({
    text: `DECLARE queue NO SCROLL CURSOR FOR
      SELECT u.id AS "unitId", u.trajectory_id AS "trajectoryId", u.criterion::text, t.round, g.confidence,
             u.current_revision AS "gradeRevision",
             ARRAY(SELECT i.first_round FROM target_items i
                    WHERE u.criterion = 'extraction' AND i.project_id = u.project_id
                      AND i.grader_version_id = u.grader_version_id AND i.trajectory_id = u.trajectory_id
                      AND i.unit_id = u.id AND i.revision = u.current_revision) AS "firstRounds",
             (SELECT jsonb_agg(v.value ORDER BY s.ordinal)
                FROM standing_verdicts s JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
               WHERE s.project_id = u.project_id AND s.unit_id = u.id AND s.kind <> 'skip') AS held
      ${QUEUE} ORDER BY u.trajectory_id, u.id`,
    values,
  });
  let place = 0;
  let pending: QueuedUnit[] = [];
  for (;;) {
    const { rows: fetched } = await client.query<QueuedUnit>(`FETCH ${BATCH_ROWS} FROM queue`);
    const units = [...pending, ...fetched];
    // The last trajectory may go on in the next batch.
    const last = units.at(-1)?.trajectoryId;
    const isEnd = fetched.length === 0;
    const whole = isEnd ? units : units.filter(({ trajectoryId }) => trajectoryId !== last);
    pending = isEnd ? [] : units.slice(whole.length);
    await copyRows(
      client,
      `round_units (${COLUMNS})`,
      queueRows(projectId, roundId, whole, round, weigh, auditRanks, place),
    );
    place += whole.length;
    if (isEnd) return count;
  }
}

/** Units with a grade of the round's criteria: of the turns themselves, the experts' responses and policy samples. */
const QUEUE = `
        FROM units u
        JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
        JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
       WHERE u.project_id = $1 AND u.grader_version_id = $2 AND g.status = 'ok'
         AND u.criterion = ANY($3::criterion[])`;

/** By turn of one trajectory: its items from that turn on. O(turns + items · turns that each belongs to). */
function countItemsLeft(units: readonly UnitToQueue[]): (round: number) => number {
  const counts: number[] = [];
  for (const { firstRounds, round } of units) {
    for (const first of firstRounds) for (let at = first; at <= round; at += 1) counts[at] = (counts[at] ?? 0) + 1;
  }
  return (round) => counts[round] ?? 0;
}

function* queueRows(
  projectId: string,
  roundId: string,
  units: readonly QueuedUnit[],
  round: RoundToFill,
  weigh: WeighUnit,
  auditRanks: Uint32Array,
  firstPlace: number,
): Generator<readonly (string | number | null)[], void, undefined> {
  const seed = BigInt(round.seed);
  let start = 0;
  while (start < units.length) {
    const trajectoryId = units[start]?.trajectoryId ?? "";
    let end = start + 1;
    while (units[end]?.trajectoryId === trajectoryId) end += 1;
    const noise = worthNoise(seed, 0, trajectoryId);
    const whole = units.slice(start, end);
    const itemsLeft = countItemsLeft(whole);
    const weighed = whole.map((unit) => {
      const { wrongChance, impact } = weigh(unit, itemsLeft);
      return { ...unit, wrongChance, impact, turnRound: unit.round, worth: wrongChance * impact * noise() };
    });
    const ranks = rankTrajectory(weighed);
    for (const [index, unit] of weighed.entries()) {
      const state = queueState(unit.held, round.readsPerUnit);
      yield [
        projectId,
        roundId,
        unit.unitId,
        trajectoryId,
        unit.criterion,
        auditRanks[firstPlace + start + index] ?? null,
        ranks[index] ?? null,
        unit.wrongChance,
        state.reads,
        state.agreement,
        state.state,
        round.readsPerUnit,
        unit.impact,
        unit.turnRound,
        unit.gradeRevision,
      ];
    }
    start = end;
  }
}
