import { OPERATOR_ACTOR, writeAuditEvent } from "@/lib/db/audit-writes";
import type { Transaction } from "@/lib/db/client";
import { writeRoundLog } from "@/lib/db/round-log-writes";

/**
 * Moves an open round from one phase to the other and sets its chance of an audit; the round's row stays locked. Null
 * where it was not open in that phase (any more).
 */
export async function turnPhase(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly roundId: string;
    readonly from: "collecting" | "certifying";
    readonly auditProbability: number;
  },
): Promise<{ readonly graderVersionId: string } | null> {
  const { projectId, roundId, from, auditProbability } = input;
  const to = from === "collecting" ? "certifying" : "collecting";
  const [round] = await tx.$queryRaw<{ graderVersionId: string }[]>`
    UPDATE rounds SET phase = ${to}::round_phase, audit_probability = ${auditProbability}::float8
     WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid AND state = 'open' AND phase = ${from}::round_phase
    RETURNING grader_version_id AS "graderVersionId"`;
  return round ?? null;
}

/** Ends an open round that has come to what it was for. False where it was not open (any more). */
export async function finishRound(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly roundId: string;
    readonly reason: "minutes_spent" | "certified";
  },
): Promise<boolean> {
  const { projectId, roundId, reason } = input;
  const { count } = await tx.round.updateMany({
    where: { projectId, id: roundId, state: "open" },
    data: { state: "finished", finishedAt: new Date() },
  });
  if (count === 0) return false;
  await writeAuditEvent(tx, {
    ...{ projectId, actorId: OPERATOR_ACTOR, action: "round.finished", subjectId: roundId },
    detail: { reason },
  });
  await writeRoundLog(tx, { projectId, roundId, event: "ended", detail: { state: "finished", reason } });
  return true;
}

/** Logs the end of a round whose budget ran out, once for each time it ended. */
export async function logSpent(tx: Transaction, projectId: string, roundId: string): Promise<void> {
  const [last] = await tx.$queryRaw<{ isLogged: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM round_log_entries l
                    WHERE l.project_id = r.project_id AND l.round_id = r.id AND l.event = 'ended'
                      AND l.created_at >= r.finished_at - interval '1 second') AS "isLogged"
      FROM rounds r
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid AND r.state = 'finished'`;
  if (last === undefined || last.isLogged) return;
  await writeRoundLog(tx, {
    ...{ projectId, roundId, event: "ended" },
    detail: { state: "finished", reason: "reads_spent" },
  });
}
