import type { TrialLabel } from "@/lib/calibration/trial";
import { type EvidenceMixture, mixtureEvidence } from "@/lib/statistics/mixture-e-process";

/**
 * The evidence for the candidate after each label, from before the first (1): E, "to 1". Labels that tell nothing leave
 * it where it is. For trials of single reads; see `trialBoundary` for what it is held against.
 */
export function trialEvidence(labels: readonly Pick<TrialLabel, "winner">[], mixture: EvidenceMixture): number[] {
  let wins = 0;
  let telling = 0;
  const path = [1];
  for (const { winner } of labels) {
    if (winner === "candidate") wins += 1;
    if (winner !== "neither") telling += 1;
    path.push(Math.exp(mixtureEvidence(wins, telling, mixture)));
  }
  return path;
}
