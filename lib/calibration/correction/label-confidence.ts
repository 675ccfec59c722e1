import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import { fitLaplaceLogistic, type LogisticPrior } from "@/lib/statistics/laplace-logistic";

const FOLDS = 5;
const LEAST_OF_A_LABEL = 10;
/** Enough to learn how labels go with what machines see. */
const MOST_FITTED = 4_000;
const MOST_LOGIT = 4;
const MOST_STANDARD = 2;

/** What the label is foretold from: columns that say nothing of the label itself. */
export interface LabelEvidence {
  readonly width: number;
  readonly write: (unit: UnitFacts, into: Float64Array, at: number) => void;
}

/**
 * How well a unit's label goes with the labels of units like it: the logit of the given label under a ridge regression
 * of the grader's labels on `evidence`, fitted to other units only, standardised. Low: the grader says here
 * what it says of no unit like this one. Null where nothing can be foretold, or hardly any unit has the rarer label.
 * Each unit has a fold by its trajectory or its own content, so that units that come later are never foretold by a fit
 * to themselves. Source: Northcutt, Jiang & Chuang 2021 (confident learning); CALIBRATION.md §2, column cl.
 */
export function learnLabelConfidence(
  units: readonly UnitFacts[],
  evidence: LabelEvidence,
): ((unit: UnitFacts) => number) | null {
  const positive = units.filter(({ label }) => label === 1).length;
  if (evidence.width === 0 || Math.min(positive, units.length - positive) < LEAST_OF_A_LABEL) return null;
  const every = Math.max(1, Math.ceil(units.length / MOST_FITTED));
  const sample = units.filter((_, at) => at % every === 0);
  const columns = evidence.width + 1;
  const prior: LogisticPrior = {
    families: [
      { name: "int", start: 0, width: 1, initialScale: 30, learned: false },
      { name: "evidence", start: 1, width: evidence.width, initialScale: 1, learned: false },
    ],
    means: new Float64Array(columns),
    groups: null,
  };
  const rowOf = (unit: UnitFacts, into: Float64Array, at: number) => {
    into[at] = 1;
    evidence.write(unit, into, at + 1);
  };
  const folds = sample.map((unit) => foldOf(unit));
  const weights = Array.from({ length: FOLDS }, (_, fold) => {
    const kept = sample.filter((_unit, at) => folds[at] !== fold);
    const rows = new Float64Array(kept.length * columns);
    kept.forEach((unit, at) => {
      rowOf(unit, rows, at * columns);
    });
    const targets = Float64Array.from(kept, ({ label }) => label);
    return fitLaplaceLogistic({ rows, targets, groups: new Int32Array(kept.length).fill(-1) }, prior, null).weights;
  });
  const row = new Float64Array(columns);
  const logitOf = (unit: UnitFacts) => {
    row.fill(0);
    rowOf(unit, row, 0);
    const fitted = weights[foldOf(unit)];
    let logit = 0;
    for (let k = 0; k < columns; k += 1) logit += (fitted?.[k] ?? 0) * (row[k] ?? 0);
    return Math.min(MOST_LOGIT, Math.max(-MOST_LOGIT, unit.label === 1 ? logit : -logit));
  };
  const logits = sample.map(logitOf);
  const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length;
  const deviation = Math.sqrt(logits.reduce((sum, logit) => sum + (logit - mean) ** 2, 0) / logits.length);
  if (deviation < 1e-9) return null;
  return (unit) => Math.min(MOST_STANDARD, Math.max(-MOST_STANDARD, (logitOf(unit) - mean) / deviation));
}

/** By the trajectory, else by what the unit holds; never by its label. */
function foldOf({ trajectory, criterion, signals, vectors }: UnitFacts): number {
  if (trajectory >= 0) return trajectory % FOLDS;
  let hash = 0x811c9dc5;
  const mix = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193) >>> 0;
  };
  for (let at = 0; at < criterion.length; at += 1) mix(criterion.charCodeAt(at));
  for (const name of Object.keys(signals).sort()) mix(Math.round((signals[name] ?? 0) * 1e6) | 0);
  for (const vector of vectors) for (let k = 0; k < 8; k += 1) mix(Math.round((vector?.[k] ?? 0) * 1e6) | 0);
  return ((hash >>> 16) ^ hash) % FOLDS;
}
