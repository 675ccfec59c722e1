/** What a worker holds of an endpoint's concurrency, and what it would use if it could. */
export interface SlotShare {
  readonly slots: number;
  readonly wanted: number;
}

export interface SlotClaim {
  /** Calls this worker may have under way before it starts another. */
  readonly target: number;
  /** What it holds meanwhile: calls that are under way can't be given back before they end. */
  readonly slots: number;
}

/**
 * One worker's part of an endpoint's concurrency. All want their fair share: the smallest wishes are met first and the
 * rest is split evenly. Nobody takes what others still hold, so that the shares that have not expired never sum up to
 * more than the concurrency; whoever holds more than its part gives it back as its calls end.
 *
 * @param wanted calls this worker would have under way if it could
 * @param underWay calls it has under way
 * @param others the other workers' shares that have not expired
 */
export function shareSlots(
  concurrency: number,
  wanted: number,
  underWay: number,
  others: readonly SlotShare[],
): SlotClaim {
  const held = others.reduce((sum, { slots }) => sum + slots, 0);
  const free = Math.max(0, concurrency - held);
  const target = Math.min(free, fairShare(concurrency, wanted, others));
  return { target, slots: Math.min(free, Math.max(target, underWay)) };
}

/** Max-min fairness over whole slots; what does not split evenly is for whoever takes it first. */
function fairShare(concurrency: number, wanted: number, others: readonly SlotShare[]): number {
  const wishes = [wanted, ...others.map((other) => other.wanted)].sort((a, b) => a - b);
  let left = concurrency;
  for (const [met, wish] of wishes.entries()) {
    const even = left / (wishes.length - met);
    if (wish >= wanted) return Math.min(wanted, Math.ceil(even));
    left -= Math.min(wish, even);
  }
  return 0;
}
