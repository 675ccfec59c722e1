import { seededRandom } from "@/lib/kernel/seeded-random";
import { standardNormal } from "@/lib/statistics/standard-normal";

/** Standard deviation of the noise on ln(worth), drawn anew at each refit: it breaks ties and clusters of likes. */
export const WORTH_NOISE = 0.1;

/** Far apart for neighbouring refits, so that streams of a trajectory don't meet. */
const REFIT_STEP = 0x9e3779b97f4a7c15n;

/**
 * Factors on the worths of one trajectory's units at one refit, unit after unit: exp(.1 · N(0, 1)). They depend on the
 * round's seed, the refit's number and the trajectory alone, so that a part of a round can be ranked by itself.
 * `trajectoryId`: a UUID.
 */
export function worthNoise(seed: bigint, refit: number, trajectoryId: string): () => number {
  const trajectory = BigInt(`0x${trajectoryId.replaceAll("-", "")}`);
  const random = seededRandom(seed ^ (trajectory >> 64n) ^ trajectory ^ (BigInt(refit + 1) * REFIT_STEP));
  return () => Math.exp(WORTH_NOISE * standardNormal(random));
}
