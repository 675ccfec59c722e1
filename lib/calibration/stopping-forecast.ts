import { startWalk } from "@/lib/calibration/audit-walk";
import { evidenceOf } from "@/lib/calibration/certificate";
import type { CertificateGoal } from "@/lib/calibration/judge-certificate";
import { placesNeeded } from "@/lib/calibration/places-needed";

export interface RoundOutlook {
  /** Rows that would be exported. */
  readonly units: number;
  /** Chance that the label is wrong, of every unread unit, 0 … 1, in the order in which they would be read next. */
  readonly unreadRisks: ArrayLike<number>;
  /** The same summed over the read units: what noise may have left. */
  readonly readRisk: number;
  /** Active reading time of one read, ms, from those metered so far; null before the first. */
  readonly readMs: number | null;
  /** Share of double reads on which two clinicians differ; null where there are none. */
  readonly disagreement: number | null;
}

export interface StoppingForecast {
  /**
   * - certify: audits alone are now the shortest way to the certificate
   * - enough: the next 20 reads are expected to put less than one label right
   * - continue: read on
   */
  readonly advice: "certify" | "enough" | "continue";
  /** Labels that the next 20 reads are expected to put right. */
  readonly nextCorrections: number;
  /** Reads of the targeted lane, then of the certify phase, on the shortest way; null where no way ends in half of the units. */
  readonly readsNeeded: { readonly targeted: number; readonly audits: number } | null;
  /** Active reading time of these reads, minutes. */
  readonly minutesNeeded: number | null;
  /** The target asks for more than clinicians agree on themselves. */
  readonly isBelowDisagreement: boolean;
}

const NEXT_READS = 20;
/** Numbers of targeted reads that are tried; the total is flat around its minimum. */
const PLANS = 40;

/**
 * What more reading would bring, by the model's own risks: a forecast for planning, never a certificate. For a number m
 * of further targeted reads the residual left is what the model expects of the unread rest; the audits that follow are
 * those that {@link placesNeeded} counts for it. The shortest of 41 plans is told.
 * O(units × 41) at most. Throws a RangeError for risks outside of 0 … 1 or more unread units than units.
 * Source: CALIBRATION.md §6.
 */
export function forecastStopping(outlook: RoundOutlook, goal: CertificateGoal): StoppingForecast {
  const { units, unreadRisks, readRisk, readMs, disagreement } = outlook;
  const unread = unreadRisks.length;
  if (unread > units) throw new RangeError(`${unread} unread units are more than the ${units} there are.`);
  const riskLeft = new Float64Array(unread + 1);
  riskLeft[unread] = readRisk;
  for (let place = unread - 1; place >= 0; place -= 1) {
    const risk = unreadRisks[place] ?? Number.NaN;
    if (!(risk >= 0 && risk <= 1)) throw new RangeError(`Need risks of 0 … 1, got ${risk} at place ${place}.`);
    riskLeft[place] = (riskLeft[place + 1] ?? 0) + risk;
  }
  const nextCorrections = (riskLeft[0] ?? 0) - (riskLeft[Math.min(NEXT_READS, unread)] ?? 0);
  const readsNeeded = shortestPlan(units, riskLeft, goal);
  const total = readsNeeded === null ? null : readsNeeded.targeted + readsNeeded.audits;
  const shouldCertify = readsNeeded !== null && readsNeeded.targeted === 0;
  return {
    advice: shouldCertify ? "certify" : nextCorrections < 1 ? "enough" : "continue",
    nextCorrections,
    readsNeeded,
    minutesNeeded: total === null || readMs === null ? null : (total * readMs) / 60_000,
    isBelowDisagreement: disagreement !== null && goal.target < disagreement,
  };
}

function shortestPlan(units: number, riskLeft: Float64Array, { target, alpha }: CertificateGoal) {
  const unread = riskLeft.length - 1;
  const most = Math.min(unread, Math.floor(units / 2));
  let best: { targeted: number; audits: number } | null = null;
  for (let plan = 0; plan <= PLANS; plan += 1) {
    const targeted = Math.round((most * plan) / PLANS);
    if (best !== null && targeted >= best.targeted + best.audits) break;
    const residual = (riskLeft[targeted] ?? 0) / units;
    if (residual >= target) continue;
    const evidence = evidenceOf(startWalk(units), target);
    const places = placesNeeded(evidence, -Math.log(alpha), units, residual);
    const audits = Math.ceil((places * (unread - targeted)) / units);
    if (targeted + audits > most) continue;
    if (best === null || targeted + audits < best.targeted + best.audits) best = { targeted, audits };
  }
  return best;
}
