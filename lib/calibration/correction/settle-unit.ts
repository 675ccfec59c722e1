import { MOST_READS } from "@/lib/calibration/correction/reading-worth";

export interface UnitStanding {
  readonly reads: number;
  /** Verdicts that say wrong. */
  readonly flags: number;
  /** The chance that the grader is wrong, verdicts included (`wrongChance`). */
  readonly wrongChance: number;
  /** Whether the model may turn units that nobody has read. */
  readonly modelTurns: boolean;
}

/**
 * What is held of a unit now, and on whose word.
 * - machine: nobody read it; the grade stands
 * - model: nobody read it; the correction model holds the grade to be wrong
 * - human, human_twice: one or more verdicts carry it, or at least two do
 * - waiting: the verdicts don't carry it yet (a lone surprising flag, or one against one); a further reader decides
 * - ambiguous: three readers have not settled it; adjudicate, or drop it with that reason
 */
export interface SettledUnit {
  readonly isWrong: boolean;
  readonly by: "machine" | "model" | "human" | "human_twice" | "waiting" | "ambiguous";
}

/** The final label of a unit of two labels: wrong iff its chance is above ½. Source: CALIBRATION.md §4. */
export function settleUnit({ reads, flags, wrongChance, modelTurns }: UnitStanding): SettledUnit {
  if (reads === 0) {
    const isTurned = modelTurns && wrongChance > 0.5;
    return { isWrong: isTurned, by: isTurned ? "model" : "machine" };
  }
  const isWrong = wrongChance > 0.5;
  const supporting = isWrong ? flags : reads - flags;
  if (supporting * 2 > reads) return { isWrong, by: supporting >= 2 ? "human_twice" : "human" };
  return { isWrong, by: reads < MOST_READS ? "waiting" : "ambiguous" };
}
