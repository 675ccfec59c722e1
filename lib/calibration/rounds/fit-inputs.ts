import { z } from "zod";

/** A unit's verdicts, as a refit saw them. */
const readUnit = z.object({
  unitId: z.string(),
  /** Verdicts that judge, and those of them that say wrong. */
  reads: z.number().int().min(1),
  flags: z.number().int().min(0),
  /** Log odds that the grader is wrong, from the fit before and without the unit's own verdicts. */
  logOdds: z.number(),
});

/**
 * Everything that the last fit of a round's model started from: made again from it, the fit comes out the same to the
 * last bit, so the fit itself (some megabytes) need not be kept.
 */
export const fitInputsSchema = z.object({
  /** By first read. */
  reads: z.array(readUnit),
  /** Grades that had been scored again since launch: unit and revision. */
  revisions: z.array(z.tuple([z.string(), z.number().int()])),
  /** What the fit before came to, as far as this one uses it; null at the first. */
  before: z
    .object({
      weights: z.array(z.number()),
      scales: z.array(z.number()),
      /** Group and intercept. */
      effects: z.array(z.tuple([z.number(), z.number()])),
      noise: z.object({ mean: z.number(), low: z.number() }),
      turns: z.boolean(),
    })
    .nullable(),
});
export type FitInputs = z.infer<typeof fitInputsSchema>;

/** A unit whose standing verdicts changed since the refit before; `reads` 0: all were taken back. */
export interface ReadChange {
  readonly unitId: string;
  readonly reads: number;
  readonly flags: number;
}

/** Which units' standing verdicts differ from what a fit saw. `standing`: by first read. */
export function readChanges(seen: FitInputs | null, standing: readonly ReadChange[]): ReadChange[] {
  const known = new Map(seen?.reads.map((read) => [read.unitId, read]));
  const changes: ReadChange[] = [];
  for (const { unitId, reads, flags } of standing) {
    const before = known.get(unitId);
    known.delete(unitId);
    if (before?.reads !== reads || before.flags !== flags) changes.push({ unitId, reads, flags });
  }
  for (const unitId of known.keys()) changes.push({ unitId, reads: 0, flags: 0 });
  return changes;
}
