import { learnLabelConfidence } from "@/lib/calibration/correction/label-confidence";
import { learnNystromMap } from "@/lib/calibration/correction/nystrom-map";
import { learnRankScale, type RankScale, rankOf } from "@/lib/calibration/correction/rank-scale";
import { learnTextFeatures } from "@/lib/calibration/correction/text-features";
import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import type { SeededRandom } from "@/lib/kernel/seeded-random";
import type { LogisticPrior } from "@/lib/statistics/laplace-logistic";

/** How units become rows of the correction model, and what is believed of its weights before any verdict. */
export interface FeatureRecipe {
  readonly columns: number;
  readonly prior: LogisticPrior;
  /** The columns of units: those it was learnt from, or others of the same project. */
  readonly encode: (units: readonly UnitFacts[]) => EncodedUnits;
}

export interface EncodedUnits {
  /** units×columns, row-major. */
  readonly rows: Float64Array;
  /** Which intercept a unit shares: one for each trajectory and label; −1: none. */
  readonly groups: Int32Array;
}

/** A prior share of wrong grades of 15 % stands behind the intercept. */
const PRIOR_WRONG = 0.15;
/** With a rarer label than this share, interactions with the label are noise. */
const LEAST_LABEL_SHARE = 0.01;
const GROUP_SCALE = 0.4;

/**
 * Learns the recipe from the units of a project (at a million of them: from those read and a sample). Every column is
 * computed from machine facts only. Column families, their prior means and scales are the table of CALIBRATION.md §2;
 * `cl` is there only where units have texts.
 * The same units in the same order with the same random stream give the same recipe. Throws a RangeError without units.
 */
export function learnFeatureRecipe(units: readonly UnitFacts[], random: SeededRandom): FeatureRecipe {
  if (units.length === 0) throw new RangeError("A recipe is learnt from at least one unit.");
  const blocks = planBlocks(units, random).filter(({ width }) => width > 0);
  const columns = blocks.reduce((sum, { width }) => sum + width, 0);
  const means = new Float64Array(columns);
  let start = 0;
  const families = blocks.map(({ name, width, mean, scale, learned }) => {
    means.fill(mean, start, start + width);
    const family = { name, start, width, initialScale: scale, learned };
    start += width;
    return family;
  });
  const encode = (wanted: readonly UnitFacts[]): EncodedUnits => {
    const rows = new Float64Array(wanted.length * columns);
    wanted.forEach((unit, row) => {
      let at = row * columns;
      for (const block of blocks) {
        block.write(unit, rows, at);
        at += block.width;
      }
    });
    return { rows, groups: Int32Array.from(wanted, groupOf) };
  };
  return { columns, prior: { families, means, groups: { initialScale: GROUP_SCALE, learned: true } }, encode };
}

/**
 * Clinicians see a whole dialogue as better or worse than the grader does, so that its errors lean one way: a grader
 * too kind to a trajectory is wrong where it said 1 and right where it said 0.
 */
function groupOf({ trajectory, label }: UnitFacts): number {
  return trajectory < 0 ? -1 : trajectory * 2 + label;
}

interface Block {
  readonly name: string;
  readonly width: number;
  readonly mean: number;
  readonly scale: number;
  readonly learned: boolean;
  readonly write: (unit: UnitFacts, into: Float64Array, at: number) => void;
}

function planBlocks(units: readonly UnitFacts[], random: SeededRandom): Block[] {
  const positive = units.filter(({ label }) => label === 1).length / units.length;
  const isTwoSided = Math.min(positive, 1 - positive) >= LEAST_LABEL_SHARE;
  const signs = (block: Block, name: string, scale: number): Block[] =>
    isTwoSided ? [signed(block, name, scale)] : [];

  const votes = voteBlock(units);
  const criteria = oneHot("cat", 0.7, [...new Set(units.map(({ criterion }) => criterion))].sort(), (unit) => [
    unit.criterion,
  ]);
  const words = oneHot("tok", 0.5, sharedWords(units), ({ criterion }) => wordsOf(criterion));
  const agreement = agreementOf(units);
  const texts = learnTextFeatures(units, random);
  const components: Block = {
    name: "emb",
    width: texts.width,
    mean: 0,
    scale: 0.6,
    learned: true,
    write: texts.writeComponents,
  };
  const cosines: Block = {
    name: "cos",
    width: texts.cosines,
    mean: 0,
    scale: 0.4,
    learned: true,
    write: texts.writeCosines,
  };
  return [
    constant("int", Math.log(PRIOR_WRONG / (1 - PRIOR_WRONG)), 1.5),
    ...(agreement === null ? [] : [agreementBlock(agreement)]),
    ...confidenceBlock(units, criteria, [components, cosines]),
    ...(isTwoSided ? [signed(constant("one", 0, 0.7), "js", 0.7, false)] : []),
    votes,
    ...signs(votes, "votejs", 0.4),
    kernelBlock(units, votes, isTwoSided, random),
    criteria,
    ...signs(criteria, "catjs", 0.7),
    ...(agreement === null ? [] : [times(criteria, "catag", 0.3, agreement)]),
    words,
    ...signs(words, "tokjs", 0.5),
    components,
    ...signs(components, "embjs", 0.4),
    cosines,
    ...signs(cosines, "cosjs", 0.4),
  ];
}

function constant(name: string, mean: number, scale: number): Block {
  return {
    name,
    width: 1,
    mean,
    scale,
    learned: false,
    write: (_unit, into, at) => {
      into[at] = 1;
    },
  };
}

function times(block: Block, name: string, scale: number, factor: (unit: UnitFacts) => number, learned = true): Block {
  return {
    name,
    width: block.width,
    mean: 0,
    scale,
    learned,
    write: (unit, into, at) => {
      block.write(unit, into, at);
      const by = factor(unit);
      for (let k = at; k < at + block.width; k += 1) into[k] = (into[k] ?? 0) * by;
    },
  };
}

function signed(block: Block, name: string, scale: number, learned = true): Block {
  return times(block, name, scale, signOf, learned);
}

function signOf({ label }: UnitFacts): number {
  return label === 1 ? 1 : -1;
}

function oneHot(
  name: string,
  scale: number,
  words: readonly string[],
  of: (unit: UnitFacts) => Iterable<string>,
): Block {
  const places = new Map(words.map((word, place) => [word, place]));
  return {
    name,
    width: words.length,
    mean: 0,
    scale,
    learned: true,
    write: (unit, into, at) => {
      for (const word of of(unit)) {
        const place = places.get(word);
        if (place !== undefined) into[at + place] = 1;
      }
    },
  };
}

function wordsOf(criterion: string): Set<string> {
  return new Set(
    criterion
      .toLowerCase()
      .split(/[:|/#\s]+/u)
      .filter((word) => word !== ""),
  );
}

/** Words of the criteria's names that at least two criteria carry, and not all of them. */
function sharedWords(units: readonly UnitFacts[]): string[] {
  const criteria = new Set(units.map(({ criterion }) => criterion));
  const carriers = new Map<string, number>();
  for (const criterion of criteria) {
    for (const word of wordsOf(criterion)) carriers.set(word, (carriers.get(word) ?? 0) + 1);
  }
  return [...carriers].flatMap(([word, count]) => (count >= 2 && count < criteria.size ? [word] : [])).sort();
}

function voteBlock(units: readonly UnitFacts[]): Block {
  const names = [...new Set(units.flatMap(({ signals }) => Object.keys(signals)))].sort();
  const scales = names.flatMap((name) => {
    const scale = learnRankScale(knownValues(units, name));
    return scale === null ? [] : [{ name, scale }];
  });
  return {
    name: "vote",
    width: scales.length,
    mean: 0,
    scale: 0.6,
    learned: true,
    write: (unit, into, at) => {
      scales.forEach(({ name, scale }, place) => {
        into[at + place] = rankOf(scale, unit.signals[name]);
      });
    },
  };
}

function kernelBlock(units: readonly UnitFacts[], votes: Block, isTwoSided: boolean, random: SeededRandom): Block {
  const width = votes.width + (isTwoSided ? 1 : 0);
  const pointOf = (unit: UnitFacts) => {
    const point = new Float64Array(width);
    votes.write(unit, point, 0);
    if (isTwoSided) point[votes.width] = signOf(unit);
    return point.map((value) => value / Math.sqrt(width));
  };
  if (votes.width === 0) return { ...constant("rbf", 0, 0.6), width: 0 };
  const map = learnNystromMap(units.map(pointOf), random);
  return {
    name: "rbf",
    width: map.width,
    mean: 0,
    scale: 0.6,
    learned: true,
    write: (unit, into, at) => map.write(pointOf(unit), into, at),
  };
}

function agreementBlock(agreement: (unit: UnitFacts) => number): Block {
  return {
    name: "ag",
    width: 1,
    mean: -0.8,
    scale: 1,
    learned: false,
    write: (unit, into, at) => {
      into[at] = agreement(unit);
    },
  };
}

/**
 * How well the label goes with the texts, by the labels of other units. Without texts there is only the criterion's own
 * rate of labels, which `catjs` learns from verdicts.
 */
function confidenceBlock(units: readonly UnitFacts[], criteria: Block, texts: readonly Block[]): Block[] {
  if (texts.every(({ width }) => width === 0)) return [];
  const evidence = [criteria, ...texts];
  const confidence = learnLabelConfidence(units, {
    width: evidence.reduce((sum, { width }) => sum + width, 0),
    write: (unit, into, at) => {
      let to = at;
      for (const block of evidence) {
        block.write(unit, into, to);
        to += block.width;
      }
    },
  });
  if (confidence === null) return [];
  return [
    {
      name: "cl",
      width: 1,
      mean: -0.4,
      scale: 0.5,
      learned: false,
      write: (unit, into, at) => {
        into[at] = confidence(unit);
      },
    },
  ];
}

/** Standardised agreement of the other voices; `swap` stands in where there are none; null where nothing varies. */
function agreementOf(units: readonly UnitFacts[]): ((unit: UnitFacts) => number) | null {
  const voices = ["own", "panel"].filter((name) => knownValues(units, name).length > 0);
  const names = voices.length > 0 ? voices : ["swap"];
  const parts = names.flatMap((name) => {
    const standard = standardOf(knownValues(units, name));
    return standard === null ? [] : [{ name, standard }];
  });
  const sum = (unit: UnitFacts) =>
    parts.reduce((total, { name, standard }) => total + standardise(standard, unit.signals[name]), 0);
  const standard = standardOf(units.map(sum));
  return standard === null ? null : (unit) => standardise(standard, sum(unit));
}

function knownValues(units: readonly UnitFacts[], name: string): number[] {
  return units.flatMap(({ signals }) => {
    const value = signals[name];
    return value === null || value === undefined || Number.isNaN(value) ? [] : [value];
  });
}

function standardOf(values: readonly number[]): RankScale | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return deviation > 1e-9 ? { sorted: new Float64Array(0), mean, deviation } : null;
}

function standardise({ mean, deviation }: RankScale, value: number | null | undefined): number {
  return value === null || value === undefined || Number.isNaN(value) ? 0 : (value - mean) / deviation;
}
