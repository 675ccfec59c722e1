const TOKENS_PER_PRICE = 1_000_000n;

/**
 * What a call costs in millionths of a US dollar, rounded up so that a ceiling is not passed by roundings; 0 where no
 * price is set. Prices are for a million tokens.
 */
export function costMicroUsd(
  prices: { readonly inputPriceMicroUsd: bigint | null; readonly outputPriceMicroUsd: bigint | null },
  inputTokens: number,
  outputTokens: number,
): bigint {
  const whole =
    (prices.inputPriceMicroUsd ?? 0n) * BigInt(inputTokens) + (prices.outputPriceMicroUsd ?? 0n) * BigInt(outputTokens);
  return (whole + TOKENS_PER_PRICE - 1n) / TOKENS_PER_PRICE;
}
