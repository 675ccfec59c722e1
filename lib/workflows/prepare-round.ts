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
 * item moves the content of every turn it belongs to by about one step; a unit without items may hide one that belongs
 * to every turn so far. Source: CALIBRATION.md §3, LEARN_TO_ASK.md (scores and reward).
 */
export function weighUnit(unit: UnitToQueue): { readonly wrongChance: number; readonly impact: number } {
  const wrongChance = unit.confidence === null ? UNKNOWN_WRONG_CHANCE : 1 - unit.confidence;
  switch (unit.criterion) {
    case "decision":
      return { wrongChance, impact: DECISION_IMPACT };
    case "extraction": {
      const dependentTurns = unit.round - (unit.firstRound ?? 1) + 1;
      return { wrongChance, impact: CONTENT_STEP_IMPACT * Math.max(1, dependentTurns) };
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
