import { isTrialRound } from "@/lib/db/candidate-trial-reads";
import { database } from "@/lib/db/client";
import { endRoundNow } from "@/lib/db/round-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundView } from "@/lib/queries/pipeline-contract";
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
  const ended = await database.$transaction((transaction) => endRoundNow(transaction, projectId, roundId, actorId));
  if (ended === null) throw new AppError("conflict", `Round ${round.number} has ended already.`);
  return loadRound({ projectId, roundId });
}
