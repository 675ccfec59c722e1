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

export interface RowToPreview {
  readonly risk: number;
  /** Place of the turn in its dialogue, 0 (first) … 1 (last). */
  readonly turnPosition: number;
  readonly isStop: boolean;
  /** What the row rewards, in the words of the caller: "wrong decision", "content 0.5" and the like. */
  readonly outcome: string;
  /** The calibrated reward. */
  readonly reward: number;
}

/** Weighted by the rows' weights; nulls without rows of weight. */
export interface RowDistribution {
  readonly rows: number;
  /** Sum of the weights. */
  readonly weight: number;
  readonly meanTurnPosition: number | null;
  readonly stopRate: number | null;
  readonly meanReward: number | null;
  /** Share of each outcome, in the order of their names. */
  readonly outcomes: readonly { readonly outcome: string; readonly share: number }[];
}

/** How a policy shifts what is exported: before, after, and every outcome in both. O(rows). */
export function previewCleaning(
  rows: readonly RowToPreview[],
  policy: CleaningPolicy,
): { readonly before: RowDistribution; readonly after: RowDistribution } {
  const outcomes = [...new Set(rows.map(({ outcome }) => outcome))].sort();
  const kept = rows.flatMap((row) => {
    const cleaned = cleanRow(row.risk, policy);
    return cleaned.isKept ? [{ row, weight: cleaned.weight }] : [];
  });
  return {
    before: distributionOf(
      rows.map((row) => ({ row, weight: 1 })),
      outcomes,
    ),
    after: distributionOf(kept, outcomes),
  };
}

function distributionOf(
  rows: readonly { readonly row: RowToPreview; readonly weight: number }[],
  outcomes: readonly string[],
): RowDistribution {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (numberOf: (row: RowToPreview) => number) =>
    total === 0 ? null : rows.reduce((sum, { row, weight }) => sum + weight * numberOf(row), 0) / total;
  return {
    rows: rows.length,
    weight: total,
    meanTurnPosition: mean(({ turnPosition }) => turnPosition),
    stopRate: mean(({ isStop }) => (isStop ? 1 : 0)),
    meanReward: mean(({ reward }) => reward),
    outcomes: outcomes.map((outcome) => ({ outcome, share: mean((row) => (row.outcome === outcome ? 1 : 0)) ?? 0 })),
  };
}
