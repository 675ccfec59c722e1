import { database } from "@/lib/db/client";
import { fillRound, type UnitToQueue } from "@/lib/db/fill-round";
import { enqueue } from "@/lib/queue/enqueue";

/** The chance of an error where the grader does not say how sure it is. */
const UNKNOWN_WRONG_CHANCE = 0.5;

/** What a wrong stop label moves the reward by (default fusion: all of 0 … 4). */
const DECISION_IMPACT = 4;
/** What half a step of content moves the reward by. */
const CONTENT_STEP_IMPACT = 1;

/**
 * What a unit is worth reading for: the grader's own doubt, and |ΔR| × the turns that depend on it. A missed or invented
 * item belongs to every turn from its first one on, and moves the content of a reply there by about one step where the
 * reply aims at it: at the turn where it was asked it does, at an earlier one it aims at any of the items that are left.
 * A unit without items may hide one that belongs to every turn so far.
 * Source: CALIBRATION.md §3, LEARN_TO_ASK.md (scores and reward).
 */
export function weighUnit(
  unit: UnitToQueue,
  itemsLeft: (round: number) => number,
): { readonly wrongChance: number; readonly impact: number } {
  const wrongChance = unit.confidence === null ? UNKNOWN_WRONG_CHANCE : 1 - unit.confidence;
  switch (unit.criterion) {
    case "decision":
      return { wrongChance, impact: DECISION_IMPACT };
    case "extraction": {
      let dependentTurns = 1;
      const first = unit.firstRounds.length === 0 ? 1 : Math.min(...unit.firstRounds);
      for (let round = first; round < unit.round; round += 1) {
        dependentTurns += 1 / (1 + itemsLeft(round));
      }
      return { wrongChance, impact: CONTENT_STEP_IMPACT * dependentTurns };
    }
    case "content":
      return { wrongChance, impact: CONTENT_STEP_IMPACT };
    case "format":
      throw new Error("Format units are not queued: they are nearly deterministic and tested instead.");
  }
}

/**
 * Fills a round's queue and opens it, in the order of the graders' own doubt; the correction model's follows in the
 * background. Nothing happens where that is done already. False: it was not waiting for it.
 */
export async function prepareRound(request: {
  readonly projectId: string;
  readonly roundId: string;
}): Promise<boolean> {
  const { projectId, roundId } = request;
  const isFilled = await fillRound(projectId, roundId, weighUnit);
  if (isFilled) await database.$transaction((tx) => enqueue(tx, "advance-round", [{ projectId, roundId }]));
  return isFilled;
}
