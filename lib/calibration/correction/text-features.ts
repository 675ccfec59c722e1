import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import type { SeededRandom } from "@/lib/kernel/seeded-random";
import { principalComponents } from "@/lib/statistics/principal-components";

export interface TextFeatures {
  /** Principal components of the texts and their differences: mean squared row norm 1. */
  readonly width: number;
  readonly writeComponents: (unit: UnitFacts, into: Float64Array, at: number) => void;
  /** Standardised cosines of the pairs of texts. */
  readonly cosines: number;
  readonly writeCosines: (unit: UnitFacts, into: Float64Array, at: number) => void;
}

const COMPONENTS = 24;
/** Enough units to find 24 directions; the rest is projected. */
const MOST_SAMPLED = 2_000;

/**
 * Features of units' texts, learnt from `units` (those of a project, or a sample of them): principal components of
 * [each text, first − second, second − third] and cosines of each pair. Slots that are empty everywhere are left out.
 * Source: CALIBRATION.md §2, groups emb and cos.
 */
export function learnTextFeatures(units: readonly UnitFacts[], random: SeededRandom): TextFeatures {
  const slots = usedSlots(units);
  const length = units.flatMap(({ vectors }) => vectors).find((vector) => vector !== null)?.length ?? 0;
  const pairs = slots.flatMap((one, at) => slots.slice(at + 1).map((other) => [one, other] as const));
  const differences = slots.slice(1).map((slot, at) => [slots[at] ?? 0, slot] as const);
  const dimensions = length * (slots.length + differences.length);

  const spell = (unit: UnitFacts, into: Float32Array, at: number) => {
    let to = at;
    for (const slot of slots) {
      const vector = unit.vectors[slot];
      if (vector) into.set(vector, to);
      to += length;
    }
    for (const [one, other] of differences) {
      const a = unit.vectors[one];
      const b = unit.vectors[other];
      for (let k = 0; k < length; k += 1) into[to + k] = (a?.[k] ?? 0) - (b?.[k] ?? 0);
      to += length;
    }
  };

  const every = Math.max(1, Math.ceil(units.length / MOST_SAMPLED));
  const sample = units.filter((_, at) => at % every === 0);
  const points = new Float32Array(sample.length * dimensions);
  sample.forEach((unit, at) => {
    spell(unit, points, at * dimensions);
  });
  const { mean, axes, kept } = principalComponents(points, dimensions, COMPONENTS, random);
  const point = new Float32Array(dimensions);
  let scale = 1;
  const writeComponents = (unit: UnitFacts, into: Float64Array, at: number) => {
    point.fill(0);
    spell(unit, point, 0);
    for (let axis = 0; axis < kept; axis += 1) {
      let sum = 0;
      const from = axis * dimensions;
      for (let k = 0; k < dimensions; k += 1) sum += ((point[k] ?? 0) - (mean[k] ?? 0)) * (axes[from + k] ?? 0);
      into[at + axis] = sum * scale;
    }
  };
  if (kept > 0) {
    const row = new Float64Array(kept);
    let squares = 0;
    for (const unit of sample) {
      writeComponents(unit, row, 0);
      for (const value of row) squares += (value * value) / sample.length;
    }
    scale = 1 / Math.sqrt(squares);
  }

  const standards = pairs.map(([one, other]) => {
    const values = units.map(({ vectors }) => cosine(vectors[one], vectors[other]));
    const average = values.reduce((sum, value) => sum + value / values.length, 0);
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2 / values.length, 0);
    return { one, other, average, deviation: Math.sqrt(variance) };
  });
  const varying = standards.filter(({ deviation }) => deviation > 1e-9);
  return {
    width: kept,
    writeComponents,
    cosines: varying.length,
    writeCosines: (unit, into, at) => {
      varying.forEach(({ one, other, average, deviation }, place) => {
        into[at + place] = (cosine(unit.vectors[one], unit.vectors[other]) - average) / deviation;
      });
    },
  };
}

function usedSlots(units: readonly UnitFacts[]): number[] {
  const most = units.reduce((slots, { vectors }) => Math.max(slots, vectors.length), 0);
  return Array.from({ length: most }, (_, slot) => slot).filter((slot) =>
    units.some(({ vectors }) => vectors[slot] != null),
  );
}

/** 0 where either text is empty. */
function cosine(a: Float32Array | null | undefined, b: Float32Array | null | undefined): number {
  if (!a || !b) return 0;
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let k = 0; k < a.length; k += 1) {
    product += (a[k] ?? 0) * (b[k] ?? 0);
    squareA += (a[k] ?? 0) ** 2;
    squareB += (b[k] ?? 0) ** 2;
  }
  const norm = Math.sqrt(squareA * squareB);
  return norm > 0 ? product / norm : 0;
}
