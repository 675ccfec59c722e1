import { SCORES, type Score } from "@/lib/grading/criterion";
import { type RewardSettings, rewardResponse } from "@/lib/grading/reward";

/** Chances of the three scores 0, 0.5 and 1, in this order; they sum to 1. */
export type ScoreChances = readonly [number, number, number];

export interface ResponsePosterior {
  /** P(the stop label of the turn is stop), 0 … 1. */
  readonly stop: number;
  /** Given that both sides continue; null where content is not applicable. */
  readonly content: ScoreChances | null;
  readonly format: ScoreChances | null;
}

/**
 * The expected reward over what is still uncertain: Σ P(stop label) P(content) P(format) · R. The three are taken as
 * independent given all that was read. Null where a case with a chance above 0 has no reward (content not applicable
 * while both sides continue): an expectation over the rest would be a reward of another question.
 * Throws a RangeError for chances outside of 0 … 1 or that don't sum to 1.
 * Source: CALIBRATION.md §7.
 */
export function softReward(response: string, posterior: ResponsePosterior, settings: RewardSettings): number | null {
  const { stop } = posterior;
  checkChances([stop, 1 - stop]);
  if (posterior.content !== null) checkChances(posterior.content);
  if (posterior.format !== null) checkChances(posterior.format);
  let expected = 0;
  for (const [stopLabel, stopChance] of [
    ["stop", stop],
    ["continue", 1 - stop],
  ] as const) {
    for (const [content, contentChance] of cases(posterior.content)) {
      for (const [format, formatChance] of cases(posterior.format)) {
        const chance = stopChance * contentChance * formatChance;
        if (chance === 0) continue;
        const rewarded = rewardResponse({ response, stopLabel, content, format }, settings);
        if (rewarded === null) return null;
        expected += chance * rewarded.reward;
      }
    }
  }
  return expected;
}

function cases(chances: ScoreChances | null): readonly (readonly [Score | null, number])[] {
  return chances === null ? [[null, 1]] : SCORES.map((score, index) => [score, chances[index] ?? 0] as const);
}

function checkChances(chances: readonly number[]): void {
  const sum = chances.reduce((total, chance) => total + chance, 0);
  if (!chances.every((chance) => chance >= 0 && chance <= 1) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`Need chances of 0 … 1 that sum to 1, got ${chances.join(", ")}.`);
  }
}

/**
 * The chances of a score from its grade and the chance that the grade is wrong. Where it is wrong, the other two share
 * that chance as clinicians' corrections of this grade have fallen so far, each count with one added.
 * `corrections`: how often clinicians put each score in the place of this grade, in the order 0, 0.5, 1.
 * Throws a RangeError for a chance outside of 0 … 1.
 */
export function scoreChances(
  grade: Score,
  wrongChance: number,
  corrections: readonly [number, number, number] = [0, 0, 0],
): ScoreChances {
  if (!(wrongChance >= 0 && wrongChance <= 1)) throw new RangeError(`Need a chance of 0 … 1, got ${wrongChance}.`);
  const shares = SCORES.map((score, index) => (score === grade ? 0 : (corrections[index] ?? 0) + 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const chanceOf = (index: 0 | 1 | 2) =>
    SCORES[index] === grade ? 1 - wrongChance : (wrongChance * (shares[index] ?? 0)) / total;
  return [chanceOf(0), chanceOf(1), chanceOf(2)];
}
