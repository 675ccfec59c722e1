import { randomUUID } from "node:crypto";
import type { Transaction } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { GraderChanges } from "@/lib/grading/llm/grader-changes";
import type { CandidateState, ClusterReference } from "@/lib/queries/candidate-contract";

/** Taken by whoever makes a candidate, or changes which version is current, until its transaction ends. */
export async function lockCandidates(tx: Transaction, projectId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`candidates:${projectId}`}, 0))`;
}

export interface CandidateToWrite {
  readonly projectId: string;
  readonly actorId: string;
  readonly source: "by_hand" | "proposed" | "existing_version";
  readonly state: "draft" | "graded";
  readonly parentVersionId: string;
  readonly versionId: string | null;
  readonly changes: GraderChanges | null;
  readonly cluster: ClusterReference | null;
  readonly writtenFrom: readonly { readonly verdictId: string; readonly trajectoryId: string }[];
}

/** Adds a candidate with what it is written from. Call under {@link lockCandidates}. */
export async function insertCandidate(
  tx: Transaction,
  candidate: CandidateToWrite,
): Promise<{ readonly id: string; readonly number: number }> {
  const { projectId, changes, cluster, writtenFrom, ...row } = candidate;
  const { _max } = await tx.candidate.aggregate({ where: { projectId }, _max: { number: true } });
  const id = randomUUID();
  const number = (_max.number ?? 0) + 1;
  await tx.candidate.create({
    data: {
      ...row,
      projectId,
      id,
      number,
      changes: changes ?? Prisma.DbNull,
      cluster: cluster ?? Prisma.DbNull,
    },
  });
  await tx.writingVerdict.createMany({
    data: writtenFrom.map((written) => ({ projectId, candidateId: id, ...written })),
  });
  return { id, number };
}

/** Moves a candidate on where it is still in one of the states it may come from; false where it is not. */
export async function moveCandidate(
  tx: Transaction,
  { projectId, candidateId }: { readonly projectId: string; readonly candidateId: string },
  {
    from,
    to,
    data,
  }: {
    readonly from: readonly CandidateState[];
    readonly to: CandidateState;
    readonly data?: Omit<Prisma.CandidateUncheckedUpdateManyInput, "state">;
  },
): Promise<boolean> {
  const { count } = await tx.candidate.updateMany({
    where: { projectId, id: candidateId, state: { in: [...from] } },
    data: { ...data, state: to },
  });
  return count === 1;
}

/** Saves an edit where the draft is still the one that was edited and no model writes; false where it is not. */
export async function saveEdit(
  tx: Transaction,
  edit: {
    readonly projectId: string;
    readonly candidateId: string;
    readonly editNumber: number;
    readonly changes: GraderChanges;
  },
): Promise<boolean> {
  const { projectId, candidateId, editNumber, changes } = edit;
  const { count } = await tx.candidate.updateMany({
    where: { projectId, id: candidateId, state: "draft", editNumber, proposalState: { not: "asking" } },
    data: { changes, editNumber: editNumber + 1 },
  });
  return count === 1;
}

/** Says that a model is asked; false where the candidate is no draft with words (any more), or one is asked already. */
export async function beginProposal(
  tx: Transaction,
  {
    projectId,
    candidateId,
    endpointId,
  }: {
    readonly projectId: string;
    readonly candidateId: string;
    readonly endpointId: string;
  },
): Promise<boolean> {
  const { count } = await tx.candidate.updateMany({
    where: {
      projectId,
      id: candidateId,
      state: "draft",
      source: { not: "existing_version" },
      proposalState: { not: "asking" },
    },
    data: {
      proposalState: "asking",
      proposalEndpointId: endpointId,
      proposalTries: { increment: 1 },
      proposalFailure: Prisma.DbNull,
    },
  });
  return count === 1;
}

/** What the model's answer came to; false where the draft no longer waits for it. */
export async function endProposal(
  tx: Transaction,
  { projectId, candidateId }: { readonly projectId: string; readonly candidateId: string },
  outcome:
    | { readonly state: "answered"; readonly changes: GraderChanges; readonly critique: string }
    | { readonly state: "failed"; readonly failure: { readonly failureClass: string; readonly message: string } },
): Promise<boolean> {
  const { count } = await tx.candidate.updateMany({
    where: { projectId, id: candidateId, state: "draft", proposalState: "asking" },
    data:
      outcome.state === "answered"
        ? {
            proposalState: "answered",
            proposalCritique: outcome.critique,
            changes: outcome.changes,
            editNumber: { increment: 1 },
            source: "proposed",
          }
        : { proposalState: "failed", proposalFailure: outcome.failure },
  });
  return count === 1;
}

/** The run that grades a candidate; grading that is over makes it graded. */
export async function setCandidateRun(
  tx: Transaction,
  {
    projectId,
    candidateId,
    runId,
  }: { readonly projectId: string; readonly candidateId: string; readonly runId: string },
): Promise<void> {
  await tx.candidate.updateMany({
    where: { projectId, id: candidateId, state: "grading" },
    data: { gradingRunId: runId },
  });
  const run = await tx.gradingRun.findUnique({
    where: { projectId_id: { projectId, id: runId } },
    select: { state: true },
  });
  if (run?.state === "finished") await markGraded(tx, projectId, runId);
}

/** Tells the candidates of a run that ended that their grades are there. */
export async function markGraded(tx: Transaction, projectId: string, runId: string): Promise<void> {
  await tx.candidate.updateMany({
    where: { projectId, gradingRunId: runId, state: "grading" },
    data: { state: "graded" },
  });
}

/** Makes a version the project's current one. Call under {@link lockCandidates}. */
export async function setCurrentVersion(tx: Transaction, projectId: string, versionId: string): Promise<void> {
  await tx.project.update({ where: { id: projectId }, data: { currentVersionId: versionId } });
}
