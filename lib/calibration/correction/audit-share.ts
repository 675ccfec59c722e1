/** Where the audit sample shows few errors, fewer audits are needed to keep watch. */
const SHARE = 0.1;
const SHARE_WHEN_GOOD = 0.05;
const LEAST_KNOWN = 20;
const GOOD_ERROR_RATE = 0.1;

/**
 * The chance with which the next read is an audit. `known`: units of the audit sample so far; `wrong`: those of them on
 * which the grader is held to be wrong. Source: CALIBRATION.md §3.
 */
export function auditShare(known: number, wrong: number): number {
  return known >= LEAST_KNOWN && (1 + wrong) / (known + 2) < GOOD_ERROR_RATE ? SHARE_WHEN_GOOD : SHARE;
}
