import { writeAuditEvent } from "@/lib/db/audit-writes";
import { type CandidateRow, readCandidates } from "@/lib/db/candidate-reads";
import { closeTrialRound } from "@/lib/db/candidate-trial-writes";
import { lockCandidates, moveCandidate, setCurrentVersion } from "@/lib/db/candidate-writes";
import { database, type Transaction } from "@/lib/db/client";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { AuditAction } from "@/lib/queries/audit-action";
import type { CandidateView } from "@/lib/queries/candidate-contract";
import { loadCandidate } from "@/lib/workflows/load-candidate";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

interface Decision {
  readonly projectId: string;
  readonly actorId: string;
  readonly candidateId: string;
}

/**
 * Makes the winner of a trial the project's current grader version. Grades of the old one stay as they are. What the
 * candidate has not graded yet is graded in a new run.
 * @throws AppError conflict where it has not won, was promoted already, or another version became the current one.
 */
export async function promoteCandidate(decision: Decision): Promise<CandidateView> {
  const { projectId, actorId } = decision;
  const version = await decide(decision, async (tx, candidate) => {
    const { parentVersion, number } = candidate;
    if (candidate.state !== "won" || candidate.version === null) {
      throw new AppError("conflict", wordNotWon(candidate));
    }
    const current = await findCurrentGraderVersion(projectId, tx);
    if (current?.id !== parentVersion.id) {
      throw new AppError(
        "conflict",
        `This candidate won against ${parentVersion.label}, but the current version is ${current?.label ?? "none"} now. It would need a trial against that one.`,
      );
    }
    await move(tx, decision, ["won"], "promoted", { replacedVersionId: parentVersion.id });
    await setCurrentVersion(tx, projectId, candidate.version.id);
    await audit(tx, decision, "candidate.promoted", {
      number,
      from: parentVersion.label,
      to: candidate.version.label,
    });
    return candidate.version;
  });
  // An ordinary run of what is missing; none where grades were imported, and nothing where all are there.
  if (version.kind !== "imported") await startGradingRun({ projectId, actorId, grader: version.id });
  return loadCandidate(decision);
}

/** Gives a candidate up, also in the middle of its trial; what was read stays. @throws AppError conflict once promoted */
export async function rejectCandidate(decision: Decision): Promise<CandidateView> {
  const { projectId } = decision;
  await decide(decision, async (tx, { number, trialRound }) => {
    // The round's row first, as answers take it.
    if (trialRound !== null) await closeTrialRound(tx, projectId, trialRound.id);
    await move(tx, decision, ["draft", "grading", "graded", "in_trial", "won", "lost", "undecided"], "rejected", {});
    await audit(tx, decision, "candidate.rejected", { number });
  });
  return loadCandidate(decision);
}

/**
 * Makes the version that a candidate replaced the current one again. Its grades were never gone.
 * @throws AppError conflict where the candidate was not promoted, or another version has become the current one since.
 */
export async function rollBackCandidate(decision: Decision): Promise<CandidateView> {
  const { projectId } = decision;
  await decide(decision, async (tx, candidate) => {
    const { version, parentVersion, number } = candidate;
    if (candidate.state !== "promoted" || version === null) {
      throw new AppError("conflict", "Only a promoted candidate can be rolled back.");
    }
    const current = await findCurrentGraderVersion(projectId, tx);
    if (current?.id !== version.id) {
      throw new AppError(
        "conflict",
        `${current?.label ?? "Another version"} has become the current version since. Roll that one back first.`,
      );
    }
    await move(tx, decision, ["promoted"], "rolled_back", {});
    await setCurrentVersion(tx, projectId, candidate.replacedVersionId ?? parentVersion.id);
    await audit(tx, decision, "candidate.rolled_back", { number, from: version.label, to: parentVersion.label });
  });
  return loadCandidate(decision);
}

/** One decision at a time: who comes second sees what the first one made. */
async function decide<Made>(
  { projectId, candidateId }: Decision,
  work: (tx: Transaction, candidate: CandidateRow) => Promise<Made>,
): Promise<Made> {
  return database.$transaction(async (tx) => {
    await lockCandidates(tx, projectId);
    const [candidate] = await readCandidates(projectId, candidateId, tx);
    if (candidate === undefined) throw new AppError("missing", "This project has no such candidate.");
    return work(tx, candidate);
  });
}

async function move(
  tx: Transaction,
  { projectId, candidateId }: Decision,
  from: Parameters<typeof moveCandidate>[2]["from"],
  to: Parameters<typeof moveCandidate>[2]["to"],
  data: { readonly replacedVersionId?: string },
): Promise<void> {
  const isMoved = await moveCandidate(
    tx,
    { projectId, candidateId },
    { from, to, data: { ...data, decidedAt: new Date() } },
  );
  if (!isMoved) throw new AppError("conflict", "This candidate was decided on already.");
}

function audit(
  tx: Transaction,
  { projectId, actorId, candidateId }: Decision,
  action: AuditAction,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  return writeAuditEvent(tx, { projectId, actorId, action, subjectId: candidateId, detail: { ...detail } });
}

function wordNotWon({ state }: CandidateRow): string {
  switch (state) {
    case "promoted":
      return "This candidate was promoted already.";
    case "rolled_back":
    case "rejected":
      return "This candidate was decided on already.";
    default:
      return "Only a candidate that has won its trial can be promoted.";
  }
}
