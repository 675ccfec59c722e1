import { type NumberRange, readNumber } from "@/components/ui/read-number";
import type { NewRunInput } from "@/lib/queries/run-contract";

/** What stands in the start dialog, as typed. */
export interface RunForm {
  /** A version's id, or "offline". */
  readonly grader: string;
  readonly only: "missing" | "failed";
  readonly search: string;
  /** An import's id; "" for every import. */
  readonly importId: string;
  readonly sample: string;
  readonly seed: string;
  /** "" as in the version. */
  readonly votes: string;
  readonly ceiling: string;
}

export const SAMPLE_RANGE: NumberRange = { min: 1, max: 10_000_000, whole: true, optional: true };
export const SEED_RANGE: NumberRange = { min: 0, max: 2_147_483_647, whole: true };
export const COST_CEILING_RANGE: NumberRange = { min: 0.0001, max: 1_000_000, optional: true };

export const EMPTY_RUN: Omit<RunForm, "grader"> = {
  only: "missing",
  search: "",
  importId: "",
  sample: "",
  seed: "1",
  votes: "",
  ceiling: "",
};

/**
 * The run to ask for, or null where a field can't be taken (each field says why itself). Votes and ceiling are left out
 * for a grader that calls no model.
 */
export function readRunForm(form: RunForm, isLlm: boolean): NewRunInput | null {
  const sample = readNumber(form.sample, SAMPLE_RANGE);
  const seed = readNumber(form.seed, SEED_RANGE);
  const ceiling = readNumber(form.ceiling, COST_CEILING_RANGE);
  if (!sample.ok) return null;
  // The seed only counts, and is only shown, where a sample is drawn.
  if (sample.value !== null && !seed.ok) return null;
  if (isLlm && !ceiling.ok) return null;
  return {
    grader: form.grader,
    scope: {
      only: form.only,
      search: form.search.trim(),
      importId: form.importId === "" ? null : form.importId,
      sample: sample.value,
      ...(sample.value !== null && seed.ok && seed.value !== null ? { seed: seed.value } : {}),
    },
    ...(isLlm && form.votes !== "" ? { votes: Number(form.votes) } : {}),
    ...(isLlm && ceiling.ok && ceiling.value !== null ? { costCeilingUsd: ceiling.value } : {}),
  };
}
