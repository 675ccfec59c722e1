import { randomUUID } from "node:crypto";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import type { Transaction } from "@/lib/db/client";
import { sumReads } from "@/lib/db/reads-done";
import { writeRoundLog } from "@/lib/db/round-log-writes";
import { lockRounds } from "@/lib/db/verdict-writes";
import type { Criterion } from "@/lib/grading/criterion";
import { AppError } from "@/lib/kernel/app-error";

/** Makes a round whose queue is still empty; refuses where one is open already. */
export async function createRound(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly graderVersionId: string;
    readonly budgetReads: number;
    /** Active reading time of all readers, minutes; null or left out: reads alone count. */
    readonly budgetMinutes?: number | null;
    /** Left out: decision, extraction and content. */
    readonly criteria?: readonly Criterion[];
    readonly auditProbability: number;
    /** Left out: one reader a unit, and nothing hidden. */
    readonly readsPerUnit?: number;
    readonly blindShare?: number;
    readonly targetError?: number;
    readonly seed: bigint;
    readonly actorId: string;
  },
): Promise<string> {
  const { projectId, actorId, criteria, ...settings } = input;
  await lockRounds(tx, projectId);
  const other = await tx.round.findFirst({
    where: { projectId, purpose: "calibration", state: { in: ["preparing", "open"] } },
    select: { number: true, budgetReads: true, readers: { select: { reads: true } } },
  });
  if (other !== null) {
    throw new AppError(
      "conflict",
      `Round ${other.number} is still open (${sumReads(other.readers)} of ${other.budgetReads} reads). End it before starting another.`,
    );
  }
  const { _max } = await tx.round.aggregate({ where: { projectId }, _max: { number: true } });
  const id = randomUUID();
  const number = (_max.number ?? 0) + 1;
  const round = await tx.round.create({
    data: {
      ...{ projectId, id, number, actorId, ...settings, auditShare: settings.auditProbability },
      ...(criteria === undefined ? {} : { criteria: [...criteria] }),
    },
  });
  await tx.roundModel.create({ data: { projectId, roundId: id } });
  await writeRoundLog(tx, {
    projectId,
    roundId: id,
    event: "launched",
    detail: {
      seed: String(round.seed),
      graderVersionId: round.graderVersionId,
      budgetReads: round.budgetReads,
      budgetMinutes: round.budgetMinutes,
      criteria: round.criteria,
      auditProbability: round.auditShare,
      targetError: round.targetError,
    },
  });
  await writeAuditEvent(tx, {
    projectId,
    actorId,
    action: "round.started",
    subjectId: id,
    detail: { number, budget: settings.budgetReads, auditProbability: settings.auditProbability },
  });
  return id;
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
    await writeRoundLog(tx, { projectId, roundId, event: "ended", detail: { state: to, reason: "by_hand" } });
    return to;
  }
  return null;
}
