import type { ScoreCorrections, UnitReads } from "@/lib/calibration/rounds/appraise-unit";
import type { ReadChange } from "@/lib/calibration/rounds/fit-inputs";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import { SCORES } from "@/lib/grading/criterion";

/** A reader's standing answer on a unit, in order of arrival. */
export interface StandingOnUnit {
  readonly unitId: string;
  readonly kind: "agree" | "wrong" | "skip";
  readonly value: VerdictValue | null;
}

export interface UnitStandings {
  /** By first read. A flag is a verdict whose value is not that of the grade that holds now. */
  readonly reads: readonly ReadChange[];
  readonly byUnit: ReadonlyMap<string, UnitReads>;
  /** The value that most readers of a unit give; on a tie the earliest. */
  readonly truths: ReadonlyMap<string, VerdictValue>;
  readonly corrections: ScoreCorrections;
}

/**
 * What the readers of a round hold of its units. `gradeOf`: the grade of a unit that holds now; units without one (their
 * content does not apply any more) are left out. Skips judge nothing.
 */
export function roundStandings(
  answers: readonly StandingOnUnit[],
  gradeOf: (unitId: string) => VerdictValue | null,
): UnitStandings {
  const values = new Map<string, VerdictValue[]>();
  for (const { unitId, kind, value } of answers) {
    if (kind === "skip" || value === null) continue;
    const known = values.get(unitId);
    if (known === undefined) values.set(unitId, [value]);
    else known.push(value);
  }
  const reads: ReadChange[] = [];
  const byUnit = new Map<string, UnitReads>();
  const truths = new Map<string, VerdictValue>();
  const corrections: [number, number, number][] = SCORES.map(() => [0, 0, 0]);
  for (const [unitId, given] of values) {
    const grade = gradeOf(unitId);
    if (grade === null) continue;
    const own = verdictValueKey(grade);
    const wrong = given.filter((value) => verdictValueKey(value) !== own);
    const corrected = mostGiven(wrong);
    reads.push({ unitId, reads: given.length, flags: wrong.length });
    byUnit.set(unitId, { reads: given.length, flags: wrong.length, corrected });
    const truth = mostGiven(given);
    if (truth !== null) truths.set(unitId, truth);
    if (grade.criterion === "content" && corrected?.criterion === "content") {
      const row = corrections[SCORES.indexOf(grade.score)];
      const place = SCORES.indexOf(corrected.score);
      if (row !== undefined) row[place] = (row[place] ?? 0) + 1;
    }
  }
  return { reads, byUnit, truths, corrections };
}

function mostGiven(values: readonly VerdictValue[]): VerdictValue | null {
  const counts = new Map<string, { readonly value: VerdictValue; count: number }>();
  for (const value of values) {
    const key = verdictValueKey(value);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { value, count: 1 });
    else known.count += 1;
  }
  let best: { readonly value: VerdictValue; count: number } | null = null;
  for (const one of counts.values()) if (best === null || one.count > best.count) best = one;
  return best?.value ?? null;
}
