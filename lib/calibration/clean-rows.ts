import { rowWeight } from "@/lib/calibration/row-risk";

/**
 * What is done with risky rows. Labels are put right under every policy.
 * - relabel: nothing more
 * - down_weight: each row counts {@link rowWeight} of its risk
 * - drop: rows riskier than `threshold` are left out, with that reason
 */
export type CleaningPolicy =
  | { readonly kind: "relabel" }
  | { readonly kind: "down_weight" }
  | { readonly kind: "drop"; readonly threshold: number };

export type CleanedRow =
  | { readonly isKept: true; readonly weight: number }
  | { readonly isKept: false; readonly reason: "risk above the threshold" };

/** What a policy does with a row of this risk, 0 … 1. Throws a RangeError for a risk outside of it. */
export function cleanRow(risk: number, policy: CleaningPolicy): CleanedRow {
  const weight = rowWeight(risk);
  switch (policy.kind) {
    case "relabel":
      return { isKept: true, weight: 1 };
    case "down_weight":
      return { isKept: true, weight };
    case "drop":
      return risk > policy.threshold
        ? { isKept: false, reason: "risk above the threshold" }
        : { isKept: true, weight: 1 };
  }
}
