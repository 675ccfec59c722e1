import { refitDue } from "@/lib/calibration/correction/refit-due";
import { findRoundPace } from "@/lib/db/round-live-reads";
import { type SqlRunner, sql } from "@/lib/db/sql";
import { logUnexpected } from "@/lib/log";
import { enqueue } from "@/lib/queue/enqueue";

/**
 * After an answer: has the round's engine look at it where something is due (a refit, a step of a certificate's walk,
 * the end). The reader never waits for that, and an answer is kept whatever comes of it: what is missed here, the sweep
 * finds.
 */
export async function followVerdict(
  round: { readonly projectId: string; readonly roundId: string },
  run: SqlRunner = sql,
): Promise<void> {
  try {
    const pace = await findRoundPace(run, round.projectId, round.roundId);
    if (pace === null || pace.isQueued) return;
    const isDue =
      pace.state === "finished" ||
      pace.phase === "certifying" ||
      pace.hasMinutes ||
      refitDue(pace.unitCount, pace.readsDone, pace.readsAtFit);
    if (isDue) await enqueue(run, "advance-round", [round]);
  } catch (error) {
    logUnexpected(round, error, "a round could not be told of an answer");
  }
}
