import { writeAuditEvent } from "@/lib/db/audit-writes";
import { readTrialAnswers } from "@/lib/db/candidate-trial-reads";
import { closeTrialRound, endTrial, lockCandidateInTrial } from "@/lib/db/candidate-trial-writes";
import type { SqlRunner } from "@/lib/db/sql";
import { assertNever } from "@/lib/kernel/assert-never";
import type { CandidateState, TrialOutcome } from "@/lib/queries/candidate-contract";
import { judgeAnswers } from "@/lib/workflows/trial-plan";

/**
 * Looks at a trial after an answer, in the answer's own transaction and after the round's row was locked, so that looks
 * come one after the other. At the first label that decides it the round is closed and the candidate's state says how it
 * ended; what is answered, changed or taken back later decides nothing any more.
 */
export async function settleTrial(
  tx: SqlRunner,
  { projectId, roundId, actorId }: { readonly projectId: string; readonly roundId: string; readonly actorId: string },
): Promise<void> {
  const candidate = await lockCandidateInTrial(tx, projectId, roundId);
  if (candidate === null) return;
  const result = judgeAnswers(await readTrialAnswers(projectId, roundId, tx), candidate.fresh);
  const to = stateAfter(result.state);
  if (to === null) return;
  await closeTrialRound(tx, projectId, roundId);
  await endTrial(tx, { projectId, candidateId: candidate.id, to, outcome: result });
  await writeAuditEvent(tx, {
    projectId,
    actorId,
    action: "trial.ended",
    subjectId: candidate.id,
    detail: { candidate: candidate.number, state: to, labels: result.labels, wins: result.wins, losses: result.losses },
  });
}

/** What a candidate is after its trial; null while the trial goes on. */
function stateAfter(state: TrialOutcome["state"]): CandidateState | null {
  switch (state) {
    case "open":
      return null;
    case "promote":
      return "won";
    case "reject":
      return "lost";
    case "vetoed":
    case "undecided":
      return "undecided";
    default:
      return assertNever(state);
  }
}
