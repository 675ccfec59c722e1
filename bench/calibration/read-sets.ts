import { embedTexts } from "@/bench/calibration/embed-texts";
import { type GradedSet, parseGradedSet, type Recorded, shuffled } from "@/bench/calibration/graded-set";
import type { RunOptions } from "@/bench/calibration/run-strategies";
import { readJsonLines } from "@/bench/read-json-lines";

/** Share of the units read at which the certificate starts. */
export const CERTIFICATE_START = 0.2;

interface SetToRun extends GradedSet {
  /** The rows in an order of the seed's, for one seed's runs. */
  readonly runOptions: (noise: number, seed: number) => RunOptions;
}

/** Every graded set of a folder, one after the other, with vectors of its texts. */
export async function* readSets(place: string): AsyncGenerator<SetToRun> {
  const files: { readonly set: GradedSet; readonly recorded: Recorded }[] = readJsonLines(place).map(parseGradedSet);
  for (const { set, recorded } of files) {
    const { units } = set;
    const vectors = await embedTexts(units.flatMap(({ texts }) => texts));
    yield {
      ...set,
      runOptions: (noise, seed) => {
        const order = shuffled([...units.keys()], BigInt(seed));
        return {
          units: order.flatMap((at) => units[at] ?? []),
          recorded: order.flatMap((at) => recorded[at] ?? []),
          vectors,
          noise,
          // A stream of its own: the shuffle's would repeat in the round's permutation.
          seed: BigInt(seed) + 1_000_003n,
          momentAt: Math.floor(units.length * CERTIFICATE_START),
        };
      },
    };
  }
}
