import { isTrialRound } from "@/lib/db/candidate-trial-reads";
import { database } from "@/lib/db/client";
import { endRoundNow } from "@/lib/db/round-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundView } from "@/lib/queries/pipeline-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { loadRound } from "@/lib/workflows/load-round";

/** Ends a round before its budget is spent. What was read stays; answers that arrive later are refused. */
export async function endRound(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly roundId: string;
}): Promise<RoundView> {
  const { projectId, actorId, roundId } = request;
  const round = await loadRound({ projectId, roundId });
  if (await isTrialRound(projectId, roundId)) {
    throw new AppError(
      "conflict",
      "This is a candidate's trial: it ends by itself, or when the candidate is rejected.",
    );
  }
  const ended = await database.$transaction(async (transaction) => {
    const state = await endRoundNow(transaction, projectId, roundId, actorId);
    // A last refit, and the end of a certificate's walk.
    if (state === "finished") await enqueue(transaction, "advance-round", [{ projectId, roundId }]);
    return state;
  });
  if (ended === null) throw new AppError("conflict", `Round ${round.number} has ended already.`);
  return loadRound({ projectId, roundId });
}
