import { finalLabel } from "@/lib/calibration/final-label";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { RewardParts } from "@/lib/db/overview-reads";
import type { AuditUnitOfTurn } from "@/lib/db/round-reads";
import type { Score } from "@/lib/grading/criterion";
import { rewardResponse } from "@/lib/grading/reward";
import { type MeanInterval, meanInterval } from "@/lib/statistics/mean-interval";

const SETTINGS = { trainMode: "Ra+Rs", fusionMode: "default" } as const;

function asScore(value: number | null): Score | null {
  return value === 0 || value === 0.5 || value === 1 ? value : null;
}

/** What the readers of a unit hold; null where they don't settle it. */
function held(unit: AuditUnitOfTurn | undefined): VerdictValue | null {
  return unit === undefined ? null : finalLabel({ status: "missing" }, unit.verdicts).value;
}

/** How many of the units of a turn its readers settled. */
function countJudged(units: readonly AuditUnitOfTurn[]): number {
  return units.filter((unit) => held(unit) !== null).length;
}

/**
 * Mean of (the grader's reward − the reward with verdicts) over turns all of whose queued units lie in the walked part
 * of the permutation and are judged, with its 95 % interval. Such turns are a uniform sample of the round's turns with
 * that many units. Turns without a reward on either side are left out.
 */
export function estimateRewardBias(
  walked: readonly AuditUnitOfTurn[],
  parts: readonly RewardParts[],
): MeanInterval & { readonly count: number } {
  const differences: number[] = [];
  for (const { turnId, response, queuedUnits, stopLabel, content, format } of parts) {
    const units = walked.filter((unit) => unit.turnId === turnId);
    if (stopLabel === null || countJudged(units) < queuedUnits) continue;
    const decision = held(units.find(({ criterion }) => criterion === "decision"));
    const asked = held(units.find(({ criterion }) => criterion === "content"));
    const formatScore = asScore(format);
    const graded = rewardResponse({ response, stopLabel, content: asScore(content), format: formatScore }, SETTINGS);
    const settled = rewardResponse(
      {
        response,
        stopLabel: decision?.criterion === "decision" ? decision.stopLabel : stopLabel,
        content: asked?.criterion === "content" ? asked.score : asScore(content),
        format: formatScore,
      },
      SETTINGS,
    );
    if (graded !== null && settled !== null) differences.push(graded.reward - settled.reward);
  }
  return meanInterval(differences);
}
