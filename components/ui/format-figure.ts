/** A share of 0 … 1 as percent with one decimal and no sign: 0.8632 → "86.3". */
export function formatPercentFigure(share: number): string {
  const percent = Math.round(share * 1000) / 10;
  return Number.isInteger(percent) && (percent === 0 || percent === 100) ? String(percent) : percent.toFixed(1);
}

/** A difference with the true minus sign: −0.11. `plus` also writes "+" before what is above zero, for axes. */
export function formatSigned(value: number, decimals = 2, plus = false): string {
  const size = Math.abs(value).toFixed(decimals);
  if (Number(size) === 0) return (0).toFixed(decimals);
  return `${value < 0 ? "−" : plus ? "+" : ""}${size}`;
}
