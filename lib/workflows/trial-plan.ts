import { judgeTrial, type TrialLabel } from "@/lib/calibration/trial";
import { type TrialBoundary, trialBoundary } from "@/lib/calibration/trial-boundary";
import { trialWinner } from "@/lib/calibration/trial-winner";
import type { TrialAnswer } from "@/lib/db/candidate-trial-reads";
import { type TrialOutcome, trialOutcomeSchema } from "@/lib/queries/candidate-contract";

/** One read each, so labels are tosses and may be wrong; small gains are looked for (docs/trials-and-certificates.md). */
export const TRIAL_MIXTURE = "small_gains";

const boundaries = new Map<number, TrialBoundary>();

/** Where a trial of so many fresh disagreements ends. The threshold is the same for all; only the cap differs. */
export function boundaryOf(disagreements: number): TrialBoundary {
  const known = boundaries.get(disagreements);
  if (known !== undefined) return known;
  const boundary = trialBoundary({ disagreements, labels: "single_reads", mixture: TRIAL_MIXTURE });
  boundaries.set(disagreements, boundary);
  return boundary;
}

/** What a trial's answers come to so far. */
export function judgeAnswers(answers: readonly TrialAnswer[], disagreements: number): TrialOutcome {
  const labels = answers.map(labelOf);
  const result = judgeTrial(labels, boundaryOf(disagreements));
  return trialOutcomeSchema.parse({ ...result, order: labels.slice(0, result.labels) });
}

function labelOf({ criterion, answer, candidate, current }: TrialAnswer): TrialLabel {
  return { criterion, winner: trialWinner(answer, { candidate, current }) };
}
