import type { Belief } from "@/lib/calibration/rounds/appraise-unit";
import type { FitInputs } from "@/lib/calibration/rounds/fit-inputs";
import { database, databasePool, type Transaction } from "@/lib/db/client";
import type { RoundFigures } from "@/lib/queries/round-contract";

/** Rows of a statement: few enough that hand-outs, which pass over rows being changed, hardly miss any. */
const MOST_RANKED_AT_ONCE = 200;
/** And never more than a tenth of a small round. */
const LEAST_PARTS = 10;
const BELIEFS_AT_ONCE = 2_000;
/** Below this a changed chance moves no decision; at each write the whole row is compared. */
const CHANCE_STEP = 1e-4;

/**
 * Holds a round's engine for the length of `work`: whoever else wants it waits. The lock ends with the process that has
 * it, so that a killed worker leaves none behind.
 */
export async function holdRound<Value>(roundId: string, work: () => Promise<Value>): Promise<Value> {
  const client = await databasePool().connect();
  let failure: Error | undefined;
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 1))", [`advance-round:${roundId}`]);
    return await work();
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    if (failure === undefined) {
      await client
        .query("SELECT pg_advisory_unlock(hashtextextended($1, 1))", [`advance-round:${roundId}`])
        .catch((error: unknown) => {
          failure = error instanceof Error ? error : new Error(String(error));
        });
    }
    // A connection that may still hold the lock is closed rather than given back.
    client.release(failure);
  }
}

export interface UnitRank {
  readonly unitId: string;
  readonly targetedRank: number;
  readonly wrongChance: number;
}

/** Writes the reading order, a few rows at a time and outside of any transaction: the queue never waits for it. */
export async function rankUnits(projectId: string, roundId: string, ranks: readonly UnitRank[]): Promise<void> {
  const size = Math.max(1, Math.min(MOST_RANKED_AT_ONCE, Math.floor(ranks.length / LEAST_PARTS)));
  for (let start = 0; start < ranks.length; start += size) {
    const part = ranks.slice(start, start + size);
    await database.$executeRaw`
      UPDATE round_units q SET targeted_rank = n.targeted_rank, wrong_chance = n.wrong_chance
        FROM unnest(${part.map(({ unitId }) => unitId)}::uuid[], ${part.map(({ targetedRank }) => targetedRank)}::int[],
                    ${part.map(({ wrongChance }) => wrongChance)}::float8[]) AS n(unit_id, targeted_rank, wrong_chance)
       WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid AND q.unit_id = n.unit_id`;
  }
}

export interface BeliefToWrite extends Omit<Belief, "worth"> {
  readonly unitId: string;
  readonly trajectoryId: string;
  readonly gradeRevision: number;
}

/** Writes what is held of units; rows that say the same already stay as they are. */
export async function writeBeliefs(
  tx: Transaction,
  round: { readonly projectId: string; readonly roundId: string; readonly graderVersionId: string },
  refit: number,
  beliefs: readonly BeliefToWrite[],
): Promise<void> {
  const { projectId, roundId, graderVersionId } = round;
  for (let start = 0; start < beliefs.length; start += BELIEFS_AT_ONCE) {
    const part = beliefs.slice(start, start + BELIEFS_AT_ONCE);
    await tx.$executeRaw`
      INSERT INTO unit_beliefs AS b
             (project_id, grader_version_id, unit_id, trajectory_id, round_id, grade_revision, log_odds, variance,
              wrong_chance, is_changed, held_by, value, risk, refit)
      SELECT ${projectId}::uuid, ${graderVersionId}::uuid, n.unit_id, n.trajectory_id, ${roundId}::uuid,
             n.grade_revision, n.log_odds, n.variance, n.wrong_chance, n.is_changed, n.held_by, n.value::jsonb, n.risk,
             ${refit}::int
        FROM unnest(
          ${part.map(({ unitId }) => unitId)}::uuid[],
          ${part.map(({ trajectoryId }) => trajectoryId)}::uuid[],
          ${part.map(({ gradeRevision }) => gradeRevision)}::int[],
          ${part.map(({ logOdds }) => logOdds)}::float8[],
          ${part.map(({ variance }) => variance)}::float8[],
          ${part.map(({ wrongChance }) => wrongChance)}::float8[],
          ${part.map(({ isChanged }) => isChanged)}::bool[],
          ${part.map(({ heldBy }) => heldBy)}::unit_holding[],
          ${part.map(({ value }) => (value === null ? null : JSON.stringify(value)))}::text[],
          ${part.map(({ risk }) => risk)}::float8[]
        ) AS n(unit_id, trajectory_id, grade_revision, log_odds, variance, wrong_chance, is_changed, held_by, value, risk)
      ON CONFLICT (project_id, grader_version_id, unit_id) DO UPDATE
         SET round_id = excluded.round_id, grade_revision = excluded.grade_revision, log_odds = excluded.log_odds,
             variance = excluded.variance, wrong_chance = excluded.wrong_chance, is_changed = excluded.is_changed,
             held_by = excluded.held_by, value = excluded.value, risk = excluded.risk, refit = excluded.refit
       WHERE abs(b.wrong_chance - excluded.wrong_chance) > ${CHANCE_STEP}::float8
          OR abs(b.log_odds - excluded.log_odds) > ${CHANCE_STEP}::float8
          OR abs(b.risk - excluded.risk) > ${CHANCE_STEP}::float8
          OR (b.is_changed, b.held_by, b.value, b.grade_revision, b.round_id)
             IS DISTINCT FROM (excluded.is_changed, excluded.held_by, excluded.value, excluded.grade_revision, excluded.round_id)`;
  }
}

/**
 * Makes a refit the round's last one and sets its chance of an audit while it collects. False where another refit came
 * first: nothing of this one may be kept then.
 */
export async function countRefit(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly roundId: string;
    /** The number that this refit gets: the last one's and one more. */
    readonly refit: number;
    readonly readsAtFit: number;
    readonly verdictOrdinal: bigint;
    readonly inputs: FitInputs | null;
    readonly scoredTo: string | null;
    readonly durationMs: number;
  },
): Promise<boolean> {
  const { projectId, roundId, refit, readsAtFit, verdictOrdinal, inputs, scoredTo, durationMs } = input;
  const counted = await tx.$executeRaw`
    UPDATE round_models
       SET refits = ${refit}::int, reads_at_fit = ${readsAtFit}::int, verdict_ordinal = ${verdictOrdinal},
           state = ${inputs === null ? null : JSON.stringify(inputs)}::jsonb, scored_to = ${scoredTo}::uuid,
           refitted_at = statement_timestamp(), duration_ms = ${Math.round(durationMs)}::int, failure = NULL
     WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid AND refits = ${refit - 1}::int`;
  return counted === 1;
}

export async function writeFigures(
  tx: Transaction,
  round: { readonly projectId: string; readonly roundId: string },
  figures: RoundFigures,
  auditProbability: number,
): Promise<void> {
  await tx.roundModel.updateMany({ where: { projectId: round.projectId, roundId: round.roundId }, data: { figures } });
  await tx.round.updateMany({
    where: { projectId: round.projectId, id: round.roundId, state: "open", phase: "collecting" },
    data: { auditProbability },
  });
}

/** Says why the last try of a refit failed; the next one that works takes it away. */
export async function failRefit(projectId: string, roundId: string, failure: string): Promise<void> {
  await database.roundModel.updateMany({ where: { projectId, roundId }, data: { failure } });
}
