import { CRITERIA, type Criterion } from "@/lib/grading/criterion";
import { seededRandom } from "@/lib/kernel/seeded-random";

export interface UnitToOrder {
  readonly unitId: string;
  readonly trajectoryId: string;
  /** The turn's round in its dialogue, from 1. */
  readonly round: number;
  readonly criterion: Criterion;
  /** The chance that the grader is wrong here, 0 … 1. */
  readonly wrongChance: number;
  /** |ΔR| × dependent turns, ≥ 0. */
  readonly impact: number;
}

/** Ranks from 1, aligned with the units given: each is a permutation of 1 … n. */
export interface ReadingOrder {
  readonly auditRank: Uint32Array;
  readonly targetedRank: Uint32Array;
}

/** How many units of one dialogue are read in one go: enough to pay for reading it, few enough to stay with the worthy ones. */
const CHUNK_UNITS = 8;

/**
 * The two orders in which a round hands out its units, drawn once from its seed.
 * - audit: a uniform random permutation (Fisher–Yates).
 * - targeted: by worth = wrongChance × impact, kept together by trajectory: a trajectory's units in order of worth are
 *   cut into chunks of 8, chunks are ordered by summed worth, and a chunk is read in the order of the dialogue, then of
 *   the criteria. Equal worths are ordered by the random permutation, so that no place in the input is favoured.
 *
 * The same units in the same order with the same seed give the same ranks; the caller fixes the order (by unit id).
 * O(n log n); a million units take one to five seconds. Throws a RangeError for a chance outside of 0 … 1 or an impact
 * that is negative or not finite.
 * Source: CALIBRATION.md §3.
 */
export function readingOrder(units: readonly UnitToOrder[], seed: bigint): ReadingOrder {
  const worth = Float64Array.from(units, worthOf);
  const auditRank = drawPermutation(units.length, seed);
  return { auditRank, targetedRank: rankChunks(units, worth, auditRank) };
}

function worthOf({ unitId, wrongChance, impact }: UnitToOrder): number {
  if (!(wrongChance >= 0 && wrongChance <= 1)) throw new RangeError(`Unit ${unitId} has wrongChance ${wrongChance}.`);
  if (!(impact >= 0 && impact < Number.POSITIVE_INFINITY)) throw new RangeError(`Unit ${unitId} has impact ${impact}.`);
  return wrongChance * impact;
}

function drawPermutation(size: number, seed: bigint): Uint32Array {
  const random = seededRandom(seed);
  const ranks = Uint32Array.from({ length: size }, (_, index) => index + 1);
  for (let last = size - 1; last > 0; last -= 1) {
    const other = random.nextBelow(last + 1);
    const kept = at(ranks, last);
    ranks[last] = at(ranks, other);
    ranks[other] = kept;
  }
  return ranks;
}

function rankChunks(units: readonly UnitToOrder[], worth: Float64Array, auditRank: Uint32Array): Uint32Array {
  const byWorth = (a: number, b: number) => at(worth, b) - at(worth, a) || at(auditRank, a) - at(auditRank, b);
  const inDialogue = (a: number, b: number) =>
    placeInDialogue(units[a]) - placeInDialogue(units[b]) || at(auditRank, a) - at(auditRank, b);

  // One array for all indices, cut into chunks by their starts: a million small arrays would take seconds.
  const indices = new Uint32Array(units.length);
  const starts: number[] = [];
  let filled = 0;
  for (const group of groupByTrajectory(units)) {
    group.sort(byWorth);
    for (let start = 0; start < group.length; start += CHUNK_UNITS) {
      starts.push(filled);
      const chunk = group.slice(start, start + CHUNK_UNITS).sort(inDialogue);
      indices.set(chunk, filled);
      filled += chunk.length;
    }
  }

  const chunkEnd = (chunk: number) => starts[chunk + 1] ?? units.length;
  const chunkWorth = new Float64Array(starts.length);
  /** Decides between chunks of equal worth. */
  const firstAuditRank = new Uint32Array(starts.length).fill(units.length + 1);
  for (const [chunk, start] of starts.entries()) {
    for (let place = start; place < chunkEnd(chunk); place += 1) {
      const index = at(indices, place);
      chunkWorth[chunk] = at(chunkWorth, chunk) + at(worth, index);
      firstAuditRank[chunk] = Math.min(at(firstAuditRank, chunk), at(auditRank, index));
    }
  }
  const chunks = Uint32Array.from(starts, (_, chunk) => chunk).sort(
    (a, b) => at(chunkWorth, b) - at(chunkWorth, a) || at(firstAuditRank, a) - at(firstAuditRank, b),
  );

  const ranks = new Uint32Array(units.length);
  let rank = 0;
  for (const chunk of chunks) {
    for (let place = starts[chunk] ?? 0; place < chunkEnd(chunk); place += 1) {
      rank += 1;
      ranks[at(indices, place)] = rank;
    }
  }
  return ranks;
}

function groupByTrajectory(units: readonly UnitToOrder[]): Iterable<number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, { trajectoryId }] of units.entries()) {
    const group = groups.get(trajectoryId);
    if (group === undefined) groups.set(trajectoryId, [index]);
    else group.push(index);
  }
  return groups.values();
}

function placeInDialogue(unit: UnitToOrder | undefined): number {
  return unit === undefined ? 0 : unit.round * CRITERIA.length + CRITERIA.indexOf(unit.criterion);
}

/** An element of a typed array that is known to be there. */
function at(numbers: Uint32Array | Float64Array, index: number): number {
  return numbers[index] ?? Number.NaN;
}
