import { createHash } from "node:crypto";
import type { ExportSettings, Split } from "@/lib/export/export-settings";
import { seededRandom } from "@/lib/kernel/seeded-random";

export interface TrajectoryToSplit {
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly turnCount: number;
}

/**
 * Which part each trajectory goes to, in the order given. Whole trajectories: turns of one dialogue share most of their
 * words, so turns on both sides of a split would leak. Stratified by diagnosis and, within one, by length: trajectories
 * are put in that order, in a random one of the seed's own where both are equal, and every so-manyth goes to
 * test and to validation, from a random start. So each stratum gives its share to within one trajectory, and the whole
 * does too. Depends on the trajectories and the seed alone, not on their order. O(n log n).
 * Source: systematic sampling from an ordered frame (Cochran 1977, chapter 8).
 */
export function splitTrajectories(trajectories: readonly TrajectoryToSplit[], split: ExportSettings["split"]): Split[] {
  const assigned: Split[] = trajectories.map(() => "train");
  if (split === null) return assigned;
  const { seed, validation, test } = split;
  const keyed = trajectories.map(({ sessionKey, diagnosis, turnCount }, at) => ({
    at,
    diagnosis,
    length: lengthClass(turnCount),
    hash: createHash("sha256").update(`${seed}:${sessionKey}`).digest("hex"),
  }));
  keyed.sort(
    (a, b) => compare(a.diagnosis, b.diagnosis) || a.length - b.length || compare(a.hash, b.hash) || a.at - b.at,
  );
  const random = seededRandom(BigInt(seed));
  const takesTest = takeShare(test, random.nextFloat());
  // Of what test leaves over, so that both shares are of the whole.
  const takesValidation = takeShare(test === 1 ? 0 : validation / (1 - test), random.nextFloat());
  for (const { at } of keyed) {
    if (takesTest()) assigned[at] = "test";
    else if (takesValidation()) assigned[at] = "validation";
  }
  return assigned;
}

/** 1–2, 3–4, 5–8, 9–16 … turns: fine enough for an even spread, coarse enough that strata have members. */
function lengthClass(turnCount: number): number {
  return Math.max(1, Math.ceil(Math.log2(Math.max(1, turnCount))));
}

/** True for so large a share of the calls, evenly spread. */
function takeShare(share: number, start: number): () => boolean {
  let sum = start;
  return () => {
    sum += share;
    if (sum < 1) return false;
    sum -= 1;
    return true;
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
