import { z } from "zod";

/**
 * Which trajectories a grading run takes, and which of them it leaves out because they are graded.
 * - missing: those without a whole set of grades by the version (also those with a failed one)
 * - failed: only those with a failed grade by the version
 */
export const runScopeSchema = z.strictObject({
  only: z.enum(["missing", "failed"]).default("missing"),
  /** Words that the session or the diagnosis must contain; "" takes all. */
  search: z.string().trim().max(200).default(""),
  importId: z.uuid().nullable().default(null),
  /** So many trajectories drawn at random by `seed`; null takes all. */
  sample: z.number().int().min(1).nullable().default(null),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});
export type RunScope = z.output<typeof runScopeSchema>;
