/** US dollars as whole millionths of one, in which costs are kept so that sums are exact. */
export function microUsd(usd: number): bigint {
  return BigInt(Math.round(usd * 1_000_000));
}
