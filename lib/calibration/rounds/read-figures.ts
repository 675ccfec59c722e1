import type { Interval } from "@/lib/calibration/rounds/error-left";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import { cohenKappa } from "@/lib/statistics/cohen-kappa";
import { predictionPoweredMean } from "@/lib/statistics/prediction-powered-mean";

/** Counts with their exact 95 % interval. `right`: how many of `total` have what is spoken of. */
export interface CountedShare {
  readonly right: number;
  readonly total: number;
  readonly estimate: number | null;
  readonly lower: number;
  readonly upper: number;
}

export function countedShare(right: number, total: number): CountedShare {
  const { estimate, lower, upper } = clopperPearson(right, total);
  return { right, total, estimate, lower, upper };
}

const BINS = 5;

/**
 * How often verdicts said wrong where a chance of an error had been told before the read: bins of as equal size as can
 * be, none below 5 reads unless all together are fewer. The verdicts came after the numbers, so nothing is fitted.
 */
export function reliabilityBins(
  reads: readonly { readonly wrongChance: number; readonly isFlag: boolean }[],
): { readonly from: number; readonly to: number; readonly predicted: number; readonly wrong: CountedShare }[] {
  const sorted = [...reads].sort((a, b) => a.wrongChance - b.wrongChance);
  const bins = Math.max(1, Math.min(BINS, Math.floor(sorted.length / 5)));
  return Array.from({ length: sorted.length === 0 ? 0 : bins }, (_, bin) => {
    const own = sorted.slice(Math.round((bin * sorted.length) / bins), Math.round(((bin + 1) * sorted.length) / bins));
    return {
      from: own[0]?.wrongChance ?? 0,
      to: own.at(-1)?.wrongChance ?? 0,
      predicted: own.reduce((sum, { wrongChance }) => sum + wrongChance, 0) / own.length,
      wrong: countedShare(own.filter(({ isFlag }) => isFlag).length, own.length),
    };
  });
}

/**
 * The difference of two independent shares (first − second) with its 95 % interval, by the intervals of both; null
 * without counts on either side. Source: Newcombe 1998, method 10, with exact intervals in the place of Wilson's.
 */
export function shareDifference(first: CountedShare, second: CountedShare): Interval | null {
  if (first.estimate === null || second.estimate === null) return null;
  const estimate = first.estimate - second.estimate;
  return {
    estimate,
    lower: estimate - Math.hypot(first.estimate - first.lower, second.upper - second.estimate),
    upper: estimate + Math.hypot(first.upper - first.estimate, second.estimate - second.lower),
  };
}

/** Agreement of the first two readers of units that both read by chance: whether each says wrong. */
export function pairedAgreement(pairs: readonly (readonly [boolean, boolean])[]): {
  readonly pairs: CountedShare;
  readonly kappa: Interval | null;
} {
  const table = [
    [0, 0],
    [0, 0],
  ];
  for (const [first, second] of pairs) {
    const row = table[first ? 1 : 0];
    if (row !== undefined) row[second ? 1 : 0] = (row[second ? 1 : 0] ?? 0) + 1;
  }
  const same = (table[0]?.[0] ?? 0) + (table[1]?.[1] ?? 0);
  const { kappa, lower, upper } = cohenKappa(table);
  return {
    pairs: countedShare(same, pairs.length),
    kappa: kappa === null || lower === null || upper === null ? null : { estimate: kappa, lower, upper },
  };
}

/** Fewer audits, or fewer of one outcome, make the normal interval a false promise. */
const LEAST_AUDITS = 30;
const LEAST_OF_EACH = 5;

/**
 * Grader accuracy with the model's help: audits and the model's chance that each unit is right, from the unit's
 * neighbours alone. Null where audits are too few, or where it is no narrower than audits alone.
 */
export function poweredAccuracy(
  audits: readonly { readonly isRight: boolean; readonly rightChance: number }[],
  restChances: readonly number[],
): (Interval & { readonly gain: number; readonly lambda: number }) | null {
  const right = audits.filter(({ isRight }) => isRight).length;
  const fewest = Math.min(right, audits.length - right);
  if (audits.length < LEAST_AUDITS || fewest < LEAST_OF_EACH || restChances.length === 0) return null;
  const powered = predictionPoweredMean({
    labels: audits.map(({ isRight }) => (isRight ? 1 : 0)),
    predictions: audits.map(({ rightChance }) => rightChance),
    unlabelledPredictions: restChances,
  });
  const { estimate, effectiveSampleGain, lambda } = powered;
  const lower = Math.max(0, powered.lower);
  const upper = Math.min(1, powered.upper);
  const plain = clopperPearson(right, audits.length);
  if (upper - lower >= plain.upper - plain.lower) return null;
  return { estimate, lower, upper, gain: effectiveSampleGain, lambda };
}
