import type { FinalLabel } from "@/lib/calibration/final-label";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

/** A label with the correction model's word: `model`, where it has put a grade right that nobody read. */
export type HeldLabel = FinalLabel | { readonly provenance: "model"; readonly value: VerdictValue };

/** What a round's engine believes of a unit, as of its last refit. */
export interface HeldBelief {
  /** The revision of the grade that it speaks of. */
  readonly gradeRevision: number;
  /** Whether the label that it holds differs from the grade. */
  readonly isChanged: boolean;
  readonly heldBy: "machine" | "model" | "human" | "human_twice" | "waiting" | "ambiguous";
  /** The label in the grade's place; null where only "not this" is known. */
  readonly value: VerdictValue | null;
  /** The chance that the label it holds is wrong, 0 … 1. */
  readonly risk: number;
}

/** The grade of a unit as it stands before any verdict on the unit itself. */
export interface StandingGrade {
  readonly revision: number;
  readonly value: VerdictValue | null;
}

/** A label as it is exported, and the chance that it is wrong: 0 … 1, null where nobody estimated it. */
export interface LabelToExport {
  readonly label: HeldLabel;
  readonly risk: number | null;
}

/**
 * The label that is exported: what the verdicts say, and where they don't settle it what the round's engine holds. It
 * turns unread units that it believes to be wrong, where it knows into what; and a lone verdict that it finds too
 * surprising waits for a second reader, with the grade standing until then. A belief about an older grade moves nothing.
 * Source: CALIBRATION.md §4 (final labels), §7 (risk, provenance).
 */
export function holdLabel(
  label: FinalLabel,
  grade: StandingGrade | null,
  belief: HeldBelief | undefined,
): LabelToExport {
  if (belief === undefined) return { label, risk: null };
  const { risk, heldBy, isChanged, value } = belief;
  if (grade === null || belief.gradeRevision !== grade.revision) return { label, risk };
  const isUnread = label.provenance === "machine" && heldBy === "model";
  const isWaiting = label.provenance === "human" && heldBy === "waiting";
  if ((isUnread || isWaiting) && isChanged && value !== null) return { label: { provenance: "model", value }, risk };
  if (isWaiting && !isChanged && grade.value !== null) {
    return { label: { provenance: "machine", value: grade.value }, risk };
  }
  return { label, risk };
}
