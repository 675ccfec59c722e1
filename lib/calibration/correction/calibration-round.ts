import { auditShare } from "@/lib/calibration/correction/audit-share";
import type { EncodedUnits, FeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { type CorrectionModel, fitCorrection, type ReadUnit } from "@/lib/calibration/correction/fit-correction";
import { learnReaderNoise, type ReaderNoise } from "@/lib/calibration/correction/reader-noise";
import { MOST_READS, readingWorth } from "@/lib/calibration/correction/reading-worth";
import { refitDue } from "@/lib/calibration/correction/refit-due";
import { scoreUnits, type UnitScores } from "@/lib/calibration/correction/score-units";
import { type SettledUnit, settleUnit } from "@/lib/calibration/correction/settle-unit";
import { WORTH_NOISE } from "@/lib/calibration/correction/worth-noise";
import { wrongChance } from "@/lib/calibration/correction/wrong-chance";
import { drawLane, type LaneDraw } from "@/lib/calibration/draw-lane";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";
import { standardNormal } from "@/lib/statistics/standard-normal";

export interface CalibrationRoundOptions {
  readonly recipe: FeatureRecipe;
  readonly encoded: EncodedUnits;
  /** What an error in each unit costs: |ΔR| × dependent turns, ≥ 0; null: the same everywhere. */
  readonly impact: Float64Array | null;
  readonly seed: bigint;
}

/** A read to be made, as it is logged before the unit is shown. */
export interface NextRead extends LaneDraw {
  readonly unit: number;
  /** Chance that the grader is wrong here, before this read. */
  readonly wrongChance: number;
}

/** A round in memory: all that its decisions depend on is the options and the verdicts, so a log replays it. */
export interface CalibrationRound {
  /** Draws the unit to read next; null when every unit has been read as often as it may be. */
  readonly next: () => NextRead | null;
  /** Takes the verdict on a unit; true when the model was fitted anew, which may change any unit's label. */
  readonly record: (unit: number, isFlag: boolean) => boolean;
  /** What is held of a unit now; where the grader is held to be wrong, the final label is the other one. */
  readonly settle: (unit: number) => SettledUnit;
  readonly wrongChance: (unit: number) => number;
  readonly noise: () => ReaderNoise;
}

/**
 * Starts a round over units whose grader gives one of two labels: which unit to read next, and what to hold of each.
 * Audit draws walk a fixed random permutation; units on it that the targeted lane has read join the sample free.
 * Units are numbered as in `encoded`. Throws a RangeError where the options' lengths don't fit together, or for a
 * verdict on a unit that isn't there or was read three times.
 * Source: CALIBRATION.md §§2–4.
 */
export function startCalibrationRound({ recipe, encoded, impact, seed }: CalibrationRoundOptions): CalibrationRound {
  const count = encoded.groups.length;
  if (encoded.rows.length !== count * recipe.columns || (impact !== null && impact.length !== count)) {
    throw new RangeError(`Need rows of ${recipe.columns} columns, and impacts, for ${count} units.`);
  }
  const random = seededRandom(seed);
  const audit = permutation(count, random);
  let reached = 0;
  const reads = new Uint8Array(count);
  const flags = new Uint8Array(count);
  /** Read units, by first read. */
  const order: number[] = [];
  let total = 0;
  let readsAtLastFit = 0;
  let model: CorrectionModel | null = null;
  let noise = learnReaderNoise([]);
  let scores: UnitScores = scoreUnits(recipe, encoded, null);
  const jitter = new Float64Array(count);
  const worth = new Float64Array(count);

  const chance = (unit: number) => wrongChance(scores.logOdds[unit] ?? 0, reads[unit] ?? 0, flags[unit] ?? 0, noise);
  const settle = (unit: number) =>
    settleUnit({
      reads: reads[unit] ?? 0,
      flags: flags[unit] ?? 0,
      wrongChance: chance(unit),
      // Nothing is turned on the prior's word alone.
      modelTurns: model?.turns === true,
    });
  const appraise = (unit: number) => {
    const value = readingWorth({
      logOdds: scores.logOdds[unit] ?? 0,
      variance: scores.variances[unit] ?? 0,
      reads: reads[unit] ?? 0,
      flags: flags[unit] ?? 0,
      noise,
    });
    worth[unit] = value * (impact?.[unit] ?? 1) * Math.exp(jitter[unit] ?? 0);
  };
  const appraiseAll = () => {
    for (let unit = 0; unit < count; unit += 1) {
      jitter[unit] = WORTH_NOISE * standardNormal(random);
      appraise(unit);
    }
  };
  appraiseAll();

  const refit = () => {
    const { columns } = recipe;
    const rows = new Float64Array(order.length * columns);
    const groups = Int32Array.from(order, (unit) => encoded.groups[unit] ?? -1);
    order.forEach((unit, at) => {
      rows.set(encoded.rows.subarray(unit * columns, (unit + 1) * columns), at * columns);
    });
    const readUnits = order.map(
      (unit): ReadUnit => ({
        reads: reads[unit] ?? 0,
        flags: flags[unit] ?? 0,
        logOdds: scores.logOdds[unit] ?? 0,
      }),
    );
    model = fitCorrection(recipe, { rows, groups }, readUnits, model);
    noise = model.noise;
    scores = scoreUnits(recipe, encoded, model.fit);
    for (const [at, unit] of order.entries()) scores.logOdds[unit] = model.readLogOdds[at] ?? 0;
    appraiseAll();
  };

  return {
    next: () => {
      while (reached < count && (reads[audit[reached] ?? 0] ?? 0) > 0) reached += 1;
      let wrong = 0;
      for (let at = 0; at < reached; at += 1) if (settle(audit[at] ?? 0).isWrong) wrong += 1;
      const draw = drawLane(random.nextFloat(), auditShare(reached, wrong));
      const audited = audit[reached];
      if (draw.lane === "audit" && audited !== undefined) {
        return { ...draw, unit: audited, wrongChance: chance(audited) };
      }
      let best = -1;
      for (let unit = 0; unit < count; unit += 1) {
        if ((reads[unit] ?? 0) < MOST_READS && (best < 0 || (worth[unit] ?? 0) > (worth[best] ?? 0))) best = unit;
      }
      return best < 0 ? null : { ...draw, unit: best, wrongChance: chance(best) };
    },
    record: (unit, isFlag) => {
      const before = reads[unit];
      if (before === undefined || before >= MOST_READS) throw new RangeError(`Unit ${unit} can't be read again.`);
      if (before === 0) order.push(unit);
      reads[unit] = before + 1;
      if (isFlag) flags[unit] = (flags[unit] ?? 0) + 1;
      total += 1;
      if (refitDue(count, total, readsAtLastFit)) {
        readsAtLastFit = total;
        refit();
        return true;
      }
      appraise(unit);
      return false;
    },
    settle,
    wrongChance: chance,
    noise: () => noise,
  };
}

function permutation(count: number, random: SeededRandom): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.nextBelow(at + 1);
    const held = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}
