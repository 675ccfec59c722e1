import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";

/** A unit's current grade. `missing`: no grader of this version has answered yet. */
export type GradeState =
  | { readonly status: "ok"; readonly value: VerdictValue }
  | { readonly status: "failed" }
  | { readonly status: "not_applicable" }
  | { readonly status: "missing" };

/** A standing verdict, as far as it decides a label. */
export interface JudgingVerdict {
  readonly kind: "agree" | "wrong" | "skip";
  readonly value: VerdictValue | null;
}

/**
 * What a unit is held to be, and who says so.
 * - machine: nobody has read it; the grade
 * - human: one reader's value
 * - human_twice: the value of two or more readers, and of more than half of them
 * - ambiguous: readers disagree and no value has more than half of them; dropped at export with that reason
 * - none: nobody has read it and the grade has no value, for the reason given
 */
export type FinalLabel =
  | { readonly provenance: "machine" | "human" | "human_twice"; readonly value: VerdictValue }
  | { readonly provenance: "ambiguous"; readonly value: null }
  | { readonly provenance: "none"; readonly value: null; readonly grade: "failed" | "not_applicable" | "missing" };

/**
 * The final label of a unit from its grade and its standing verdicts, one per reader, in order of arrival. Skips judge
 * nothing. Where readers spell the same items differently, the earliest spelling is kept. A clinician's value counts
 * also where the grade failed: it is the clinician's label then, not the failed grade's.
 * Throws for an agree or wrong without a value.
 * Source: CALIBRATION.md §4 (at most three readers, then adjudication or "ambiguous").
 */
export function finalLabel(grade: GradeState, verdicts: readonly JudgingVerdict[]): FinalLabel {
  const values = verdicts.filter(({ kind }) => kind !== "skip").map(takeValue);
  const [only] = values;
  if (only === undefined) {
    return grade.status === "ok"
      ? { provenance: "machine", value: grade.value }
      : { provenance: "none", value: null, grade: grade.status };
  }
  if (values.length === 1) return { provenance: "human", value: only };

  const votes = new Map<string, { value: VerdictValue; count: number }>();
  for (const value of values) {
    const key = verdictValueKey(value);
    const known = votes.get(key);
    if (known === undefined) votes.set(key, { value, count: 1 });
    else known.count += 1;
  }
  for (const { value, count } of votes.values()) {
    if (count > values.length / 2) return { provenance: "human_twice", value };
  }
  return { provenance: "ambiguous", value: null };
}

function takeValue({ kind, value }: JudgingVerdict): VerdictValue {
  if (value === null) throw new Error(`A verdict "${kind}" without a value judges nothing.`);
  return value;
}
