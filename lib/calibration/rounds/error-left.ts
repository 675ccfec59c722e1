import type { Belief } from "@/lib/calibration/rounds/appraise-unit";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";

/** An audited unit: what it would be held to be without its own verdicts, and what its readers say. */
export interface AuditedUnit {
  readonly grade: VerdictValue;
  /** Belief of the unit as if nobody had read it. */
  readonly unread: Pick<Belief, "isChanged" | "value">;
  /** The value that its readers settled on. */
  readonly truth: VerdictValue;
}

export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The share of wrong labels that is left among all `units`, with its exact 95 % interval: audited units are a random
 * sample, and each is judged by the label that it would have without its own verdicts, so they speak for the unread
 * rest; read units are right. Null without audits. It is no certificate: the model has seen these units' neighbours.
 */
export function errorLeft(audited: readonly AuditedUnit[], units: number, unread: number): Interval | null {
  if (audited.length === 0 || units === 0) return null;
  const wrong = audited.filter(({ grade, unread: belief, truth }) => {
    const label = belief.isChanged ? (belief.value ?? grade) : grade;
    return verdictValueKey(label) !== verdictValueKey(truth);
  }).length;
  const { lower, upper } = clopperPearson(wrong, audited.length);
  const share = unread / units;
  return { estimate: (wrong / audited.length) * share, lower: lower * share, upper: upper * share };
}
