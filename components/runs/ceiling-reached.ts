import type { GradingRunView } from "@/lib/queries/run-contract";

/** True where a run has spent what it may: going on needs a higher ceiling. */
export function ceilingReached({
  costUsd,
  costCeilingUsd,
}: Pick<GradingRunView, "costUsd" | "costCeilingUsd">): boolean {
  return costUsd !== null && costCeilingUsd !== null && costUsd >= costCeilingUsd;
}
