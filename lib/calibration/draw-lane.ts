export type Lane = "targeted" | "audit";

export interface LaneDraw {
  readonly lane: Lane;
  /** The chance with which this lane was drawn, 0 … 1: what is logged beside the read. */
  readonly probability: number;
}

/**
 * Which lane the next unit comes from. `u` is a uniform draw on [0, 1), `auditProbability` 0 … 1; at 1 every draw is
 * an audit, at 0 none is. Throws a RangeError outside of these ranges.
 * Source: CALIBRATION.md §3.
 */
export function drawLane(u: number, auditProbability: number): LaneDraw {
  if (!(u >= 0 && u < 1)) throw new RangeError(`Need a draw on [0, 1), got ${u}.`);
  if (!(auditProbability >= 0 && auditProbability <= 1)) {
    throw new RangeError(`Need an audit probability of 0 … 1, got ${auditProbability}.`);
  }
  return u < auditProbability
    ? { lane: "audit", probability: auditProbability }
    : { lane: "targeted", probability: 1 - auditProbability };
}
