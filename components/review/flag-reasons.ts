import type { Criterion } from "@/lib/grading/criterion";

/** Reasons a clinician may give for a flag. Stored with the verdict, so a code is never renamed. */
export const FLAG_REASONS = {
  decision: ["more_to_ask", "nothing_left"],
  extraction: ["missed_item", "invented_item", "wrong_value", "not_an_item"],
  content: ["wrong_item", "too_generous", "too_harsh", "already_known"],
  format: ["miscounted"],
} as const satisfies Record<Criterion, readonly string[]>;
