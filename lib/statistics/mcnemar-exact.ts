import { binomialTail } from "@/lib/statistics/binomial-tail";
import { clopperPearson, type ShareInterval } from "@/lib/statistics/clopper-pearson";

export interface McNemarResult {
  /** Two-sided p of "both are right equally often"; 1 without discordant pairs. */
  readonly p: number;
  /** Share of the discordant pairs that the first one wins, with its exact 95 % interval. */
  readonly firstWins: ShareInterval;
}

/**
 * Exact McNemar test on paired answers, from the pairs where only one of the two is right. Pairs on which both are
 * right or both wrong say nothing about the difference and aren't asked for. For one look only: a trial that is looked
 * at after each label uses {@link ../calibration/trial}.
 * Throws a RangeError for counts that are no counts.
 * Source: McNemar 1947; the binomial form, Agresti 2013, §11.1.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): McNemarResult {
  const discordant = onlyFirst + onlySecond;
  const firstWins = clopperPearson(onlyFirst, discordant);
  const p = Math.min(1, 2 * binomialTail(Math.min(onlyFirst, onlySecond), discordant, 0.5));
  return { p, firstWins };
}
