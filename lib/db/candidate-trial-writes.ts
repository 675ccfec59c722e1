import { randomUUID } from "node:crypto";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import type { Disagreement } from "@/lib/db/candidate-trial-reads";
import type { Transaction } from "@/lib/db/client";
import type { SqlRunner } from "@/lib/db/sql";
import { lockRounds } from "@/lib/db/verdict-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateState, TrialOutcome } from "@/lib/queries/candidate-contract";

/** Neither grade is more likely wrong than the other before the trial. */
const EVEN_CHANCE = 0.5;

/**
 * Makes the round of a trial and opens it: all reads from the audit lane, in the order given, all blind. One beside an
 * open round of the same version is fine; its units come first.
 */
export async function createTrialRound(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly actorId: string;
    readonly graderVersionId: string;
    readonly budgetReads: number;
    readonly seed: bigint;
    /** In random order. */
    readonly units: readonly Disagreement[];
    readonly candidate: number;
  },
): Promise<string> {
  const { projectId, actorId, graderVersionId, budgetReads, seed, units, candidate } = input;
  await lockRounds(tx, projectId);
  const open = await tx.round.findMany({
    where: { projectId, state: { in: ["preparing", "open"] } },
    select: { number: true, purpose: true, graderVersionId: true },
  });
  const trial = open.find(({ purpose }) => purpose === "trial");
  if (trial !== undefined) {
    throw new AppError("conflict", "Another candidate is in its trial. Wait for its end, or reject it.");
  }
  const foreign = open.find((round) => round.graderVersionId !== graderVersionId);
  if (foreign !== undefined) {
    throw new AppError(
      "conflict",
      `Round ${foreign.number} is still open and reads another grader version. End it before the trial begins.`,
    );
  }
  const { _max } = await tx.round.aggregate({ where: { projectId }, _max: { number: true } });
  const roundId = randomUUID();
  const number = (_max.number ?? 0) + 1;
  await tx.round.create({
    data: {
      projectId,
      id: roundId,
      number,
      graderVersionId,
      purpose: "trial",
      state: "open",
      budgetReads,
      auditProbability: 1,
      auditShare: 1,
      blindShare: 1,
      seed,
      unitCount: units.length,
      actorId,
    },
  });
  await tx.roundUnit.createMany({
    data: units.map((unit, index) => ({
      projectId,
      roundId,
      unitId: unit.unitId,
      trajectoryId: unit.trajectoryId,
      criterion: unit.criterion,
      auditRank: index + 1,
      targetedRank: index + 1,
      turnRound: unit.turnRound,
      gradeRevision: unit.currentRevision,
      wrongChance: EVEN_CHANCE,
    })),
  });
  await tx.trialUnit.createMany({
    data: units.map(({ unitId, currentRevision, candidateUnitId, candidateRevision }) => ({
      projectId,
      roundId,
      unitId,
      currentRevision,
      candidateUnitId,
      candidateRevision,
    })),
  });
  await writeAuditEvent(tx, {
    projectId,
    actorId,
    action: "trial.started",
    subjectId: roundId,
    detail: { candidate, units: units.length, budget: budgetReads },
  });
  return roundId;
}

/** Closes a trial's round; nothing happens where it is closed. */
export async function closeTrialRound(tx: SqlRunner, projectId: string, roundId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE rounds SET state = 'finished', finished_at = statement_timestamp()
     WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid AND state IN ('preparing', 'open')`;
}

/** The candidate that a trial judges, while the trial goes on; its row stays locked. */
export async function lockCandidateInTrial(
  tx: SqlRunner,
  projectId: string,
  roundId: string,
): Promise<{ readonly id: string; readonly number: number; readonly fresh: number } | null> {
  const [row] = await tx.$queryRaw<{ id: string; number: number; fresh: number }[]>`
    SELECT id, number, (trial_scope->>'fresh')::int AS fresh FROM candidates
     WHERE project_id = ${projectId}::uuid AND trial_round_id = ${roundId}::uuid AND state = 'in_trial' FOR UPDATE`;
  return row ?? null;
}

/** Moves a candidate out of its trial, with how that ended; nothing happens where it is out of it. */
export async function endTrial(
  tx: SqlRunner,
  end: {
    readonly projectId: string;
    readonly candidateId: string;
    readonly to: CandidateState;
    readonly outcome: TrialOutcome;
  },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE candidates SET state = ${end.to}::candidate_state, trial_outcome = ${JSON.stringify(end.outcome)}::jsonb
     WHERE project_id = ${end.projectId}::uuid AND id = ${end.candidateId}::uuid AND state = 'in_trial'`;
}
