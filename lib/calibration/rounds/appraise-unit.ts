import type { ReaderNoise } from "@/lib/calibration/correction/reader-noise";
import { readingWorth } from "@/lib/calibration/correction/reading-worth";
import { type SettledUnit, settleUnit } from "@/lib/calibration/correction/settle-unit";
import { wrongChance } from "@/lib/calibration/correction/wrong-chance";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { SCORES } from "@/lib/grading/criterion";

/** A unit's standing verdicts; the value that most of those that say wrong give, null where none does. */
export interface UnitReads {
  readonly reads: number;
  readonly flags: number;
  readonly corrected: VerdictValue | null;
}

/** How often clinicians put each score (columns 0, 0.5, 1) in the place of each (rows). */
export type ScoreCorrections = readonly (readonly [number, number, number])[];

export interface UnitToBelieve extends UnitReads {
  readonly value: VerdictValue;
  readonly impact: number;
  /** Log odds that the grader is wrong, without the unit's own verdicts, and the variance of the logit. */
  readonly logOdds: number;
  readonly variance: number;
}

export interface Belief {
  readonly logOdds: number;
  readonly variance: number;
  /** The chance that the grader is wrong, verdicts included. */
  readonly wrongChance: number;
  readonly isChanged: boolean;
  readonly heldBy: SettledUnit["by"];
  /** The final label where it is changed and known: clinicians', or what the model can tell. */
  readonly value: VerdictValue | null;
  /** The chance that the label that would be exported is wrong: where no other is known, the grade is exported. */
  readonly risk: number;
  /** What the next read is worth, impact included. */
  readonly worth: number;
}

/**
 * What is held of a unit after a refit. `modelTurns`: whether the model may turn unread units.
 * Source: CALIBRATION.md §3 (worth), §4 (final labels), §7 (risk).
 */
export function appraiseUnit(
  unit: UnitToBelieve,
  { noise, modelTurns }: { readonly noise: ReaderNoise; readonly modelTurns: boolean },
  corrections: ScoreCorrections,
): Belief {
  const { reads, flags, logOdds, variance } = unit;
  const chance = wrongChance(logOdds, reads, flags, noise);
  const { isWrong, by } = settleUnit({ reads, flags, wrongChance: chance, modelTurns });
  const known = isWrong ? changedValue(unit, corrections) : null;
  return {
    logOdds,
    variance,
    wrongChance: chance,
    isChanged: isWrong,
    heldBy: by,
    value: known?.value ?? null,
    risk: known === null ? chance : 1 - chance * known.share,
    worth: readingWorth({ logOdds, variance, reads, flags, noise }) * unit.impact,
  };
}

/** The label in the place of a wrong grade, and the share of such errors that it puts right. */
function changedValue(
  { corrected, value }: UnitToBelieve,
  corrections: ScoreCorrections,
): { readonly value: VerdictValue; readonly share: number } | null {
  if (corrected !== null) return { value: corrected, share: 1 };
  switch (value.criterion) {
    case "decision":
      return {
        value: { criterion: "decision", stopLabel: value.stopLabel === "stop" ? "continue" : "stop" },
        share: 1,
      };
    case "content":
    case "format": {
      const counts = corrections[SCORES.indexOf(value.score)] ?? [0, 0, 0];
      const most = Math.max(...counts);
      // Of two scores that are as likely, neither is known.
      if (most === 0 || counts.filter((count) => count === most).length > 1) return null;
      const score = SCORES[counts.indexOf(most)];
      const total = counts.reduce((sum, count) => sum + count, 0);
      // One added to each of the two that it could be.
      return score === undefined ? null : { value: { ...value, score }, share: (most + 1) / (total + 2) };
    }
    case "extraction":
      return null;
  }
}
