import type { RunningEvidence } from "@/lib/calibration/certificate";

/**
 * Places more of the audit walk until the evidence reaches `limit` (ln 1/α), if a share `wrongShare` of the `ahead` units
 * to come is wrong and lies evenly among them; infinite where all of them are too few. A forecast, not a promise.
 * Leads the evidence on: pass a fork. O(places).
 */
export function placesNeeded(evidence: RunningEvidence, limit: number, ahead: number, wrongShare: number): number {
  // Half of a wrong row in hand: the first is met where it is as likely as not.
  let due = 0.5;
  for (let more = 1; more <= ahead; more += 1) {
    due += wrongShare;
    const isWrong = due >= 1;
    if (isWrong) due -= 1;
    evidence.add(isWrong);
    if (!isWrong && evidence.read() >= limit) return more;
  }
  return Number.POSITIVE_INFINITY;
}
