/** A place in a drawing, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A line through places, as the `d` of an SVG path; empty without any. */
export function linePath(places: readonly Place[]): string {
  return places.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${tenth(x)} ${tenth(y)}`).join("");
}

/** The ground between an upper and a lower line; empty unless both have two places. */
export function bandPath(upper: readonly Place[], lower: readonly Place[]): string {
  if (upper.length < 2 || lower.length < 2) return "";
  return `${linePath(upper)}${linePath([...lower].reverse()).replace("M", "L")}Z`;
}

/** A tenth of a pixel is more than an eye sees, and keeps files small. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
