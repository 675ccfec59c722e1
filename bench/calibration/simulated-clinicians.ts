import type { Recorded } from "@/bench/calibration/graded-set";
import { seededRandom } from "@/lib/kernel/seeded-random";

/** Asks the next clinician about a unit: the recorded label, turned with the chance of the noise. */
export type Ask = (unit: number) => 0 | 1;

/** How many of a strategy's final labels differ from the recorded ones. For the harness only. */
export interface ErrorCount {
  /** Reads the strategy's labels of all units anew; the number of errors. */
  readonly recount: (labelOf: (unit: number) => 0 | 1) => number;
  /** The number of errors when only this unit's label may have changed. */
  readonly update: (unit: number, label: 0 | 1) => number;
  /** 1 for each unit whose label is now in error. */
  readonly isError: () => Uint8Array;
  /** Units in the best order for one who knows: those now in error first. */
  readonly errorsFirst: () => number[];
}

/**
 * The only holder of the recorded labels: strategies get `ask`, the harness `errors`.
 * `noise`: chance with which each answer is turned, independently; the answers to a unit come in turn from different
 * clinicians and are the same for every strategy with this seed.
 */
export function simulateClinicians(
  recorded: Recorded,
  noise: number,
  seed: bigint,
): { readonly ask: Ask; readonly errors: ErrorCount } {
  const random = seededRandom(seed);
  const turns = Array.from({ length: recorded.length * 3 }, () => random.nextFloat() < noise);
  const asked = new Uint8Array(recorded.length);
  const isError = new Uint8Array(recorded.length);
  let errorCount = 0;
  const update = (unit: number, label: 0 | 1) => {
    const now = label === recorded[unit] ? 0 : 1;
    errorCount += now - (isError[unit] ?? 0);
    isError[unit] = now;
    return errorCount;
  };
  return {
    ask: (unit) => {
      const label = recorded[unit];
      const reader = asked[unit] ?? 0;
      if (label === undefined || reader >= 3) throw new Error(`Unit ${unit} can't be asked about again.`);
      asked[unit] = reader + 1;
      return turns[unit * 3 + reader] === true ? (label === 1 ? 0 : 1) : label;
    },
    errors: {
      update,
      recount: (labelOf) => {
        for (let unit = 0; unit < recorded.length; unit += 1) update(unit, labelOf(unit));
        return errorCount;
      },
      isError: () => isError.slice(),
      errorsFirst: () => [...recorded.keys()].sort((a, b) => (isError[b] ?? 0) - (isError[a] ?? 0)),
    },
  };
}
