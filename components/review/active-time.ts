/**
 * Active time is what a verdict cost a person: the page was visible and something was pressed, moved or scrolled in the
 * last 30 seconds. Half a minute is longer than most stretches of quiet reading and shorter than a telephone call.
 */
export const ACTIVE_WINDOW_MS = 30_000;

/** All times in milliseconds of one monotonic clock. */
export interface ActiveMeter {
  readonly countedMs: number;
  readonly countedUntil: number;
  readonly lastActivity: number;
  readonly visible: boolean;
}

export function startMeter(now: number, visible: boolean): ActiveMeter {
  return { countedMs: 0, countedUntil: now, lastActivity: now, visible };
}

/** Counts up to `now` under what was known until now. */
export function countUntil(meter: ActiveMeter, now: number): ActiveMeter {
  const until = Math.min(now, meter.lastActivity + ACTIVE_WINDOW_MS);
  const gained = meter.visible ? Math.max(0, until - meter.countedUntil) : 0;
  return { ...meter, countedMs: meter.countedMs + gained, countedUntil: Math.max(now, meter.countedUntil) };
}

export function noteActivity(meter: ActiveMeter, now: number): ActiveMeter {
  return { ...countUntil(meter, now), lastActivity: now };
}

/** Coming back to the page is itself a sign of life. */
export function noteVisibility(meter: ActiveMeter, now: number, visible: boolean): ActiveMeter {
  const counted = countUntil(meter, now);
  return { ...counted, visible, lastActivity: visible ? now : counted.lastActivity };
}
