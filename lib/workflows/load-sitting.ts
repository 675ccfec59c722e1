import { readSittingNumbers } from "@/lib/db/sitting-reads";
import { type SqlRunner, sql } from "@/lib/db/sql";
import type { Sitting } from "@/lib/queries/review-contract";

/** Reads before a pace is shown: the median of fewer says little. */
export const READS_FOR_A_PACE = 5;

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;

const NO_SITTING: Sitting = {
  roundNumber: null,
  readsDone: 0,
  readsBudget: 0,
  ownReads: 0,
  secondsPerRead: null,
  scoresPutRight: 0,
  turnsTouched: 0,
  minutesSpent: 0,
};

/** Where this reader's sitting stands in a round; all zero where there is no round. */
export async function loadSitting(
  input: { readonly projectId: string; readonly readerId: string; readonly roundId: string | null },
  run: SqlRunner = sql,
): Promise<Sitting> {
  const { projectId, readerId, roundId } = input;
  if (roundId === null) return NO_SITTING;
  const numbers = await readSittingNumbers(run, projectId, roundId, readerId);
  if (numbers === null) return NO_SITTING;
  return {
    roundNumber: numbers.roundNumber,
    readsDone: numbers.readsDone,
    readsBudget: numbers.readsBudget,
    ownReads: numbers.ownReads,
    secondsPerRead:
      numbers.ownReads >= READS_FOR_A_PACE && numbers.medianReadMs !== null
        ? numbers.medianReadMs / MS_PER_SECOND
        : null,
    scoresPutRight: numbers.scoresPutRight,
    turnsTouched: numbers.turnsTouched,
    minutesSpent: numbers.activeMs / MS_PER_MINUTE,
  };
}
