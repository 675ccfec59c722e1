/** A p value as it is reported: `= 0.039`, `< 0.001`. */
export function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`;
}
