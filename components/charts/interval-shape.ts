/** An estimate with its interval, in the unit of its axis. */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface IntervalShape {
  /** px along the axis. */
  readonly from: number;
  readonly to: number;
  readonly dot: number;
  /** An end that the axis cuts off has no cap: the bound lies at or beyond it. */
  readonly capAtFrom: boolean;
  readonly capAtTo: boolean;
}

/**
 * Where the bar, caps and dot of an interval stand on an axis that runs from `domain[0]` at `range[0]` to `domain[1]` at
 * `range[1]` px. What lies outside of the axis is drawn at its end. A one-sided bound (`lower` at the axis' start) has
 * one cap.
 */
export function intervalShape(
  { estimate, lower, upper }: Interval,
  domain: readonly [number, number],
  range: readonly [number, number],
): IntervalShape {
  const [start, end] = domain;
  const [left, right] = range;
  const at = (value: number) => {
    const share = (Math.min(end, Math.max(start, value)) - start) / (end - start);
    return left + share * (right - left);
  };
  return { from: at(lower), to: at(upper), dot: at(estimate), capAtFrom: lower > start, capAtTo: upper <= end };
}
