import { type FitInputs, fitInputsSchema } from "@/lib/calibration/rounds/fit-inputs";
import { database } from "@/lib/db/client";
import {
  findRoundToAdvance,
  type RoundToAdvance,
  readRescoredUnits,
  readStandingAnswers,
  type StandingAnswer,
} from "@/lib/db/round-standing-reads";

/** A round at one moment, as its engine decides from it. */
export interface RoundSnapshot {
  readonly projectId: string;
  readonly roundId: string;
  readonly round: RoundToAdvance;
  readonly inputs: FitInputs | null;
  /** In order of arrival. */
  readonly answers: readonly StandingAnswer[];
  readonly rescored: Awaited<ReturnType<typeof readRescoredUnits>>;
  /** The newest standing verdict; 0 before the first. */
  readonly verdictOrdinal: bigint;
}

/** Null where the round has no engine: trials, and rounds from before there was one. */
export async function takeSnapshot(projectId: string, roundId: string): Promise<RoundSnapshot | null> {
  return database.$transaction(
    async (tx) => {
      const round = await findRoundToAdvance(tx, projectId, roundId);
      if (round === null) return null;
      const answers = await readStandingAnswers(tx, projectId, roundId);
      return {
        projectId,
        roundId,
        round,
        inputs: round.fitInputs === null ? null : fitInputsSchema.parse(round.fitInputs),
        answers,
        rescored: await readRescoredUnits(tx, projectId, roundId),
        verdictOrdinal: answers.at(-1)?.ordinal ?? 0n,
      };
    },
    { isolationLevel: "RepeatableRead" },
  );
}
