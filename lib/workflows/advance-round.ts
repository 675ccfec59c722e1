import { refitDue } from "@/lib/calibration/correction/refit-due";
import { database } from "@/lib/db/client";
import { readMinutes } from "@/lib/db/round-figure-reads";
import { finishRound, logSpent } from "@/lib/db/round-phase-writes";
import { failRefit, holdRound } from "@/lib/db/round-refit-writes";
import { logUnexpected } from "@/lib/log";
import { refitRound } from "@/lib/workflows/refit-round";
import { type RoundSnapshot, takeSnapshot } from "@/lib/workflows/round-snapshot";
import { walkRound } from "@/lib/workflows/walk-round";

const REFIT_FAILED =
  "The correction model could not be fitted. Verdicts are kept and the reading order stays as it is; it is tried again at the next verdict. The worker's log says why.";

/**
 * Brings a round to what its verdicts ask for: the walk of its certificate, a refit where one is due (a last one where
 * the round has ended), the end where its minutes are spent. One process at a time works on a round. Run again at any
 * time, it changes nothing that is done. Returns whether it fitted the model anew, which is what takes long.
 */
export async function advanceRound(request: {
  readonly projectId: string;
  readonly roundId: string;
}): Promise<boolean> {
  const { projectId, roundId } = request;
  let isRefitted = false;
  await holdRound(roundId, async () => {
    await endWhereMinutesAreSpent(projectId, roundId);
    const snapshot = await takeSnapshot(projectId, roundId);
    if (snapshot === null || snapshot.round.state === "preparing" || snapshot.round.state === "canceled") return;
    // Labels stand still while a certificate walks: what is certified is then what is exported.
    if (snapshot.round.phase === "certifying") await walkRound(snapshot);
    else if (isRefitDue(snapshot)) {
      await refitOrSayWhy(snapshot);
      isRefitted = true;
    }
    if (snapshot.round.state === "finished") {
      await database.$transaction((tx) => logSpent(tx, projectId, roundId));
    }
  });
  return isRefitted;
}

function isRefitDue({ round, verdictOrdinal, inputs }: RoundSnapshot): boolean {
  if (round.refits === 0) return true;
  if (round.state === "finished") {
    return round.readsDone !== round.readsAtFit || (verdictOrdinal > 0n && inputs === null);
  }
  return refitDue(round.unitCount, round.readsDone, round.readsAtFit);
}

async function refitOrSayWhy(snapshot: RoundSnapshot): Promise<void> {
  try {
    await refitRound(snapshot);
  } catch (error) {
    const { projectId, roundId } = snapshot;
    // Told on the round's page as well; the job fails and is tried again.
    await failRefit(projectId, roundId, REFIT_FAILED).catch((second: unknown) =>
      logUnexpected({ projectId, roundId }, second, "a failed refit could not be told"),
    );
    throw error;
  }
}

async function endWhereMinutesAreSpent(projectId: string, roundId: string): Promise<void> {
  const round = await database.round.findUnique({
    where: { projectId_id: { projectId, id: roundId } },
    select: { state: true, budgetMinutes: true },
  });
  if (round === null || round.state !== "open" || round.budgetMinutes === null) return;
  if ((await readMinutes(projectId, roundId)) < round.budgetMinutes) return;
  await database.$transaction((tx) => finishRound(tx, { projectId, roundId, reason: "minutes_spent" }));
}
