import { readingValue } from "@/lib/calibration/correction/reading-value";
import {
  type CorrectionState,
  type CorrectionUnits,
  moderate,
  type ReadTally,
  refitCorrection,
  startCorrection,
} from "@/lib/calibration/correction/refit-correction";
import { refitDue } from "@/lib/calibration/correction/refit-due";
import { wrongChance } from "@/lib/calibration/correction/wrong-chance";
import { drawLane, type LaneDraw } from "@/lib/calibration/draw-lane";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";

export interface NextRead extends LaneDraw {
  readonly unit: number;
  /** Chance that the grader is wrong here, before this read. */
  readonly wrongChance: number;
}

export interface CalibrationRound {
  /** The unit to read next; null when every unit has been read as often as it may be. */
  readonly next: () => NextRead | null;
  /** Takes the verdict on a unit; true when the model was fitted anew, which may change any unit's label. */
  readonly record: (unit: number, isFlag: boolean) => boolean;
  /** Whether the grader is held to be wrong on a unit: what is exported. */
  readonly isWrong: (unit: number) => boolean;
  readonly state: () => CorrectionState;
}

export interface CalibrationRoundOptions {
  readonly units: CorrectionUnits;
  /** What an error in each unit costs: |ΔR| × dependent turns; null: the same everywhere. */
  readonly impact: Float64Array | null;
  readonly seed: bigint;
}

const MOST_READS = 3;
const OPTIMISM = 0.2;
const JITTER = 0.1;

export function startCalibrationRound({ units, impact, seed }: CalibrationRoundOptions): CalibrationRound {
  const count = units.groups.length;
  const random = seededRandom(seed);
  const audit = permutation(count, random);
  let reached = 0;
  const reads = new Uint8Array(count);
  const flags = new Uint8Array(count);
  const order: number[] = [];
  let total = 0;
  let fitted = 0;
  let state = startCorrection(units);
  const jitter = new Float64Array(count);
  const worth = new Float64Array(count);

  const chance = (unit: number) =>
    wrongChance(state.logOdds[unit] ?? 0, reads[unit] ?? 0, flags[unit] ?? 0, state.noise);
  const isWrong = (unit: number) => chance(unit) > 0.5 && ((reads[unit] ?? 0) > 0 || state.turns);
  const value = (unit: number) => {
    const seen = reads[unit] ?? 0;
    if (seen >= MOST_READS) return -1;
    let q = chance(unit);
    if (seen === 0) {
      const variance = state.variances[unit] ?? 0;
      const mean = moderate(state.means[unit] ?? 0, variance);
      q = 1 / (1 + Math.exp(-Math.sign(mean) * Math.max(Math.abs(mean) - OPTIMISM * Math.sqrt(variance), 0)));
    }
    return readingValue(q, state.noise.mean, MOST_READS - seen) * (jitter[unit] ?? 1) * (impact?.[unit] ?? 1);
  };
  const rank = () => {
    for (let unit = 0; unit < count; unit += 1) {
      jitter[unit] = Math.exp(JITTER * normal(random));
      worth[unit] = value(unit);
    }
  };
  rank();

  const join = () => {
    while (reached < count && (reads[audit[reached] ?? 0] ?? 0) > 0) reached += 1;
  };
  const auditShare = () => {
    let wrong = 0;
    for (let at = 0; at < reached; at += 1) if (isWrong(audit[at] ?? 0)) wrong += 1;
    return reached >= 20 && (1 + wrong) / (reached + 2) < 0.1 ? 0.05 : 0.1;
  };

  return {
    next: () => {
      join();
      const draw = drawLane(random.nextFloat(), auditShare());
      const audited = audit[reached];
      if (draw.lane === "audit" && audited !== undefined)
        return { ...draw, unit: audited, wrongChance: chance(audited) };
      let best = 0;
      for (let unit = 1; unit < count; unit += 1) if ((worth[unit] ?? 0) > (worth[best] ?? 0)) best = unit;
      return (worth[best] ?? -1) < 0 ? null : { ...draw, unit: best, wrongChance: chance(best) };
    },
    record: (unit, isFlag) => {
      if (reads[unit] === 0) order.push(unit);
      reads[unit] = (reads[unit] ?? 0) + 1;
      if (isFlag) flags[unit] = (flags[unit] ?? 0) + 1;
      total += 1;
      if (!refitDue(count, total, fitted)) {
        worth[unit] = value(unit);
        return false;
      }
      fitted = total;
      const tallies: ReadTally[] = order.map((one) => ({ unit: one, reads: reads[one] ?? 0, flags: flags[one] ?? 0 }));
      state = refitCorrection(units, tallies, state);
      rank();
      return true;
    },
    isWrong,
    state: () => state,
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

/** Box–Muller. */
function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
}
