import { randomUUID } from "node:crypto";
import type pg from "pg";
import { readingOrder, type UnitToOrder } from "@/lib/calibration/reading-order";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { databasePool, type Transaction } from "@/lib/db/client";
import { copyRows } from "@/lib/db/copy-rows";
import { lockRounds } from "@/lib/db/verdict-writes";
import { AppError } from "@/lib/kernel/app-error";

/** Rows of a cursor fetched at a time. */
const FETCH_ROWS = 20_000;

/** Makes a round whose queue is still empty; refuses where one is open already. */
export async function createRound(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly graderVersionId: string;
    readonly budgetReads: number;
    readonly auditProbability: number;
    readonly seed: bigint;
    readonly actorId: string;
  },
): Promise<string> {
  const { projectId, actorId, ...settings } = input;
  await lockRounds(tx, projectId);
  const other = await tx.round.findFirst({
    where: { projectId, state: { in: ["preparing", "open"] } },
    select: { number: true, readsDone: true, budgetReads: true },
  });
  if (other !== null) {
    throw new AppError(
      "conflict",
      `Round ${other.number} is still open (${other.readsDone} of ${other.budgetReads} reads). End it before starting another.`,
    );
  }
  const { _max } = await tx.round.aggregate({ where: { projectId }, _max: { number: true } });
  const id = randomUUID();
  const number = (_max.number ?? 0) + 1;
  await tx.round.create({ data: { projectId, id, number, actorId, ...settings } });
  await writeAuditEvent(tx, {
    projectId,
    actorId,
    action: "round.started",
    subjectId: id,
    detail: { number, budget: settings.budgetReads, auditProbability: settings.auditProbability },
  });
  return id;
}

type QueueRow = readonly [
  unitId: string,
  trajectoryId: string,
  criterion: UnitToOrder["criterion"],
  round: number,
  confidence: number | null,
  firstRound: number | null,
  reads: number,
];

export interface UnitToQueue {
  readonly unitId: string;
  readonly trajectoryId: string;
  readonly criterion: UnitToOrder["criterion"];
  readonly round: number;
  /** How sure the grader is, 0 … 1; null where it does not say. */
  readonly confidence: number | null;
  /** Extraction units: the earliest turn that any of the items belongs to; null without items. */
  readonly firstRound: number | null;
}

/**
 * Fills a round's queue and opens it, in one transaction by cursor and COPY: a million units are a matter of seconds.
 * `weigh` gives each unit its chance of an error and what the error would cost. False where the round was not waiting
 * to be prepared (any more).
 */
export async function fillRound(
  projectId: string,
  roundId: string,
  weigh: (unit: UnitToQueue) => { readonly wrongChance: number; readonly impact: number },
): Promise<boolean> {
  const client = await databasePool().connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<{ grader_version_id: string; seed: string }>(
      `SELECT grader_version_id, seed FROM rounds
        WHERE project_id = $1 AND id = $2 AND state = 'preparing' FOR UPDATE`,
      [projectId, roundId],
    );
    const [round] = rows;
    if (round === undefined) {
      await client.query("ROLLBACK");
      return false;
    }
    const units: UnitToOrder[] = [];
    const reads: number[] = [];
    for await (const [unitId, trajectoryId, criterion, number, confidence, firstRound, readCount] of readQueue(
      client,
      projectId,
      round.grader_version_id,
    )) {
      const unit = { unitId, trajectoryId, criterion, round: number, confidence, firstRound };
      units.push({ unitId, trajectoryId, criterion, round: number, ...weigh(unit) });
      reads.push(readCount);
    }
    const order = readingOrder(units, BigInt(round.seed));
    await copyRows(
      client,
      `round_units (project_id, round_id, unit_id, trajectory_id, criterion, audit_rank, targeted_rank, wrong_chance, reads)`,
      queueRows(projectId, roundId, units, reads, order),
    );
    await client.query(`UPDATE rounds SET state = 'open', unit_count = $3 WHERE project_id = $1 AND id = $2`, [
      projectId,
      roundId,
      units.length,
    ]);
    await client.query("COMMIT");
    // Without fresh statistics the next hand-outs could be planned for a table that was still empty.
    await client.query("ANALYZE round_units");
    return true;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection in an unknown state is closed rather than given back.
    client.release(failure);
  }
}

function* queueRows(
  projectId: string,
  roundId: string,
  units: readonly UnitToOrder[],
  reads: readonly number[],
  order: { readonly auditRank: Uint32Array; readonly targetedRank: Uint32Array },
): Generator<readonly (string | number | null)[], void, undefined> {
  for (const [index, unit] of units.entries()) {
    yield [
      projectId,
      roundId,
      unit.unitId,
      unit.trajectoryId,
      unit.criterion,
      order.auditRank[index] ?? null,
      order.targetedRank[index] ?? null,
      unit.wrongChance,
      reads[index] ?? 0,
    ];
  }
}

/**
 * Units with a grade of decision, extraction and content of the experts' responses, in order of id, with the reads they
 * have from earlier rounds. Dialogue ids that repeat are one string in memory.
 */
async function* readQueue(
  client: pg.PoolClient,
  projectId: string,
  graderVersionId: string,
): AsyncGenerator<QueueRow, void, undefined> {
  const dialogues = new Map<string, string>();
  await client.query({
    text: `DECLARE queue NO SCROLL CURSOR FOR
      SELECT u.id, u.trajectory_id, u.criterion::text, t.round, g.confidence, i.first_round, coalesce(s.reads, 0)
        FROM units u
        JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
        JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
        LEFT JOIN responses r ON r.project_id = u.project_id AND r.id = u.response_id
        LEFT JOIN (SELECT unit_id, revision, min(first_round) AS first_round FROM target_items
                    WHERE project_id = $1 AND grader_version_id = $2 GROUP BY unit_id, revision) i
               ON i.unit_id = u.id AND i.revision = u.current_revision
        LEFT JOIN (SELECT unit_id, count(*)::int AS reads FROM standing_verdicts
                    WHERE project_id = $1 AND kind <> 'skip' GROUP BY unit_id) s ON s.unit_id = u.id
       WHERE u.project_id = $1 AND u.grader_version_id = $2 AND g.status = 'ok'
         AND u.criterion IN ('decision', 'extraction', 'content')
         AND (u.response_id IS NULL OR r.source = 'expert')
       ORDER BY u.id`,
    values: [projectId, graderVersionId],
  });
  for (;;) {
    const { rows } = await client.query<[...QueueRow]>({ text: `FETCH ${FETCH_ROWS} FROM queue`, rowMode: "array" });
    if (rows.length === 0) return;
    for (const [unitId, dialogue, ...rest] of rows) {
      const known = dialogues.get(dialogue) ?? dialogue;
      if (known === dialogue) dialogues.set(dialogue, dialogue);
      yield [unitId, known, ...rest];
    }
  }
}

/** Ends a round by hand: an open one is finished, one that was still being prepared is canceled. Null: it had ended. */
export async function endRoundNow(
  tx: Transaction,
  projectId: string,
  roundId: string,
  actorId: string,
): Promise<"finished" | "canceled" | null> {
  for (const [from, to] of [
    ["open", "finished"],
    ["preparing", "canceled"],
  ] as const) {
    const { count } = await tx.round.updateMany({
      where: { projectId, id: roundId, state: from },
      data: { state: to, finishedAt: new Date() },
    });
    if (count === 0) continue;
    await writeAuditEvent(tx, {
      projectId,
      actorId,
      action: `round.${to}`,
      subjectId: roundId,
      detail: { byHand: true },
    });
    return to;
  }
  return null;
}
