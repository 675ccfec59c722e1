import { CRITERIA, type Criterion } from "@/lib/grading/criterion";

export interface UnitToRank {
  /** The turn's round in its dialogue, from 1. */
  readonly turnRound: number;
  readonly criterion: Criterion;
  /** What the next read is worth: expected errors put right × |ΔR| × dependent turns, ≥ 0. */
  readonly worth: number;
}

/** Most units of one dialogue that are read in one go. */
const CHUNK_UNITS = 8;
/** Opening a dialogue costs about as much as one read more. */
const OPENING_READS = 1;
/** ln worth per read between these keeps its order; beyond them units are simply first, or last. */
const MOST_LOG_WORTH = 10;
const LEAST_LOG_WORTH = -40;
/** Steps of a rank for a factor of e: 50 · 5e6 · 8 stays within 31 bits. */
const STEPS = 5e6;

/**
 * How much later a unit of the dialogue that a reader is in may rank and still come first: opening another one costs a
 * read, and twice the cost is half the worth.
 */
export const STAY_RANKS = Math.round(Math.log(1 + OPENING_READS) * STEPS) * CHUNK_UNITS;

/**
 * Ranks of one trajectory's units in the targeted lane, least first; comparable with those of every other trajectory of
 * the round, so that a part of a round can be ranked anew without the rest.
 *
 * Units in order of worth are cut into chunks: each takes units as long as they raise its worth per reading cost, where
 * opening the dialogue costs one read, up to 8. A chunk's rank falls with that ratio, and it is read in the order of the
 * dialogue, then of the criteria. Add noise to the worths: dialogues of equal worth would be read in turns.
 * O(n log n). Throws a RangeError for a worth that is negative or not finite.
 * Source: CALIBRATION.md §3 (serve by trajectory: the largest sum of value per reading cost).
 */
export function rankTrajectory(units: readonly UnitToRank[]): Int32Array {
  for (const { worth } of units) {
    if (!(worth >= 0 && worth < Number.POSITIVE_INFINITY)) throw new RangeError(`A unit has worth ${worth}.`);
  }
  const byWorth = units.map((unit, index) => ({ ...unit, index })).sort((a, b) => b.worth - a.worth);
  const ranks = new Int32Array(units.length);
  let start = 0;
  while (start < byWorth.length) {
    let sum = byWorth[start]?.worth ?? 0;
    let size = 1;
    for (; size < CHUNK_UNITS; size += 1) {
      const next = byWorth[start + size];
      if (next === undefined || next.worth < sum / (OPENING_READS + size)) break;
      sum += next.worth;
    }
    const base = rankOfWorth(sum / (OPENING_READS + size));
    const chunk = byWorth.slice(start, start + size).sort((a, b) => placeInDialogue(a) - placeInDialogue(b));
    for (const [place, { index }] of chunk.entries()) ranks[index] = base + place;
    start += size;
  }
  return ranks;
}

function rankOfWorth(worthPerRead: number): number {
  const log = Math.min(MOST_LOG_WORTH, Math.max(LEAST_LOG_WORTH, Math.log(worthPerRead)));
  return Math.round((MOST_LOG_WORTH - log) * STEPS) * CHUNK_UNITS;
}

function placeInDialogue({ turnRound, criterion }: UnitToRank): number {
  return turnRound * CRITERIA.length + CRITERIA.indexOf(criterion);
}
