import { createHash } from "node:crypto";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";

/** A stream of chance that hangs on nothing but the seed and what is named. */
export function chanceOf(seed: number, ...names: readonly (string | number)[]): SeededRandom {
  const digest = createHash("sha256")
    .update([seed, ...names].join(" "))
    .digest();
  return seededRandom(digest.readBigUInt64BE(0));
}
