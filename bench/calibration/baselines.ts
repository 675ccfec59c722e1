import { type GradedUnit, shuffleWith } from "@/bench/calibration/graded-set";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";
import { fitLaplaceLogistic } from "@/lib/statistics/laplace-logistic";

/** Signals that are agreement with the label, 0 … 1. */
const VOICES = ["own", "panel", "swap"] as const;
const FOLDS = 5;

/** Any order. */
export function randomOrder(units: readonly GradedUnit[], seed: bigint): number[] {
  return shuffleWith([...units.keys()], seededRandom(seed));
}

/** Least agreement of the other voices first: the plain sum of own, panel and swap. Ties in random order. */
export function disagreementOrder(units: readonly GradedUnit[], seed: bigint): number[] {
  const sums = units.map(({ votes }) => VOICES.reduce((sum, name) => sum + (votes[name] ?? 0), 0));
  return orderBy(sums, seededRandom(seed));
}

/**
 * Lowest self-confidence first (Northcutt, Jiang & Chuang 2021): the out-of-fold chance of the given label under a ridge
 * logistic regression of the label on the voices' votes for it and the criterion, 5 folds. Where the grader only ever
 * gives one label, which of two answers is called the first is drawn by lot: only so does "label" mean anything there.
 */
export function confidentLearningOrder(units: readonly GradedUnit[], seed: bigint): number[] {
  const random = seededRandom(seed);
  const positive = units.filter(({ label }) => label === 1).length;
  const isOneSided = Math.min(positive, units.length - positive) < 0.01 * units.length;
  const labels = units.map(({ label }) => (isOneSided ? random.nextBelow(2) : label));
  const voices = VOICES.filter((name) => units.some(({ votes }) => votes[name] != null));
  const criteria = [...new Set(units.map(({ criterion }) => criterion))];
  const columns = 1 + voices.length + criteria.length;
  const rows = units.map(({ votes, criterion }, at) => {
    const row = new Float64Array(columns);
    row[0] = 1;
    voices.forEach((name, place) => {
      const vote = votes[name] ?? 0.5;
      row[1 + place] = (labels[at] === 1 ? vote : 1 - vote) - 0.5;
    });
    row[1 + voices.length + criteria.indexOf(criterion)] = 1;
    return row;
  });
  const folds = shuffleWith([...units.keys()], random);
  const confidence = new Array<number>(units.length).fill(0);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const kept = folds.filter((_, place) => place % FOLDS !== fold);
    const data = {
      rows: Float64Array.from(kept.flatMap((unit) => [...(rows[unit] ?? [])])),
      targets: Float64Array.from(kept, (unit) => labels[unit] ?? 0),
      groups: new Int32Array(kept.length).fill(-1),
    };
    const ridge = (start: number, width: number, initialScale: number) => ({
      name: `${start}`,
      start,
      width,
      initialScale,
      learned: false,
    });
    const prior = {
      families: [ridge(0, 1, 30), ridge(1, columns - 1, 1)],
      means: new Float64Array(columns),
      groups: null,
    };
    const { weights } = fitLaplaceLogistic(data, prior, null);
    folds.forEach((unit, place) => {
      if (place % FOLDS !== fold) return;
      const logit = weights.reduce((sum, weight, k) => sum + weight * (rows[unit]?.[k] ?? 0), 0);
      confidence[unit] = labels[unit] === 1 ? logit : -logit;
    });
  }
  return orderBy(confidence, random);
}

function orderBy(values: readonly number[], random: SeededRandom): number[] {
  return shuffleWith([...values.keys()], random).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}
