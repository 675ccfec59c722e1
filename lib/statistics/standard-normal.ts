import type { SeededRandom } from "@/lib/kernel/seeded-random";

/** One draw from the standard normal distribution; takes two numbers of the stream. Source: Box & Muller 1958. */
export function standardNormal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
}
