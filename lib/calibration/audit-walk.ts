/**
 * A walk along the audit permutation of the rows that would be exported, since the certificate was begun. Each place
 * passed is an event: right (also where the unit had been read before: it joins without a new read), or wrong: the label
 * that would have been exported just before the read is not the clinician's.
 */
export interface AuditWalk {
  /** Rows that would be exported, n. */
  readonly units: number;
  /** Places passed, 0 … n. */
  readonly passed: number;
  /** The places (from 1, rising) where the label was wrong. */
  readonly wrongAt: readonly number[];
}

/** The walk before its first event. Throws a RangeError unless there is at least one unit. */
export function startWalk(units: number): AuditWalk {
  if (!Number.isInteger(units) || units < 1) throw new RangeError(`Need one or more units to certify, got ${units}.`);
  return { units, passed: 0, wrongAt: [] };
}

/** The walk one place on. Throws a RangeError at its end. */
export function walkOn({ units, passed, wrongAt }: AuditWalk, isWrong: boolean): AuditWalk {
  if (passed === units) throw new RangeError(`All ${units} units are passed.`);
  return { units, passed: passed + 1, wrongAt: isWrong ? [...wrongAt, passed + 1] : wrongAt };
}
