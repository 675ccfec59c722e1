/** Axes of a share in percent, the narrowest first: an interval near 100 would be a dot on the whole one. */
const AXES = [
  { domain: [80, 100], ticks: [80, 90, 100] },
  { domain: [50, 100], ticks: [50, 75, 100] },
  { domain: [0, 100], ticks: [0, 50, 100] },
] as const;

/** The narrowest axis that holds every interval. `lowest` is the lowest bound of them, 0 … 1. */
export function shareAxis(lowest: number): { domain: readonly [number, number]; ticks: readonly number[] } {
  return AXES.find((axis) => lowest * 100 >= axis.domain[0]) ?? AXES[2];
}
