import { normalQuantile } from "@/lib/statistics/normal-quantile";

/** How far apart two levels are: all alike, by their distance, or by its square. Levels are in order. */
export type KappaWeights = "none" | "linear" | "quadratic";

export interface KappaResult {
  readonly count: number;
  readonly weights: KappaWeights;
  /** Share of weighted agreement, 0 … 1; null without pairs. */
  readonly observed: number | null;
  /** The same if the two answered independently. */
  readonly expected: number | null;
  /** −1 … 1; null without pairs, or where both always give one and the same level: chance explains all. */
  readonly kappa: number | null;
  /** Large-sample standard error. */
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Cohen's kappa of a square table of counts: `table[i][j]` pairs where the first said level i and the second level j.
 * The interval is taken on the scale of atanh, from the table with one more pair spread evenly over its cells: the
 * plain one has no width at perfect agreement, which no finite sample proves. It is widened to hold the estimate.
 * Throws a RangeError for a table that isn't square, has fewer than two levels or holds what is no count.
 * Source: Cohen 1960, 1968; standard error, Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72, formula 9.
 */
export function cohenKappa(
  table: readonly (readonly number[])[],
  { weights = "none", confidence = 0.95 }: { readonly weights?: KappaWeights; readonly confidence?: number } = {},
): KappaResult {
  checkTable(table);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`Need a confidence between 0 and 1, got ${confidence}.`);
  const count = table.flat().reduce((sum, cell) => sum + cell, 0);
  const nothing = { kappa: null, standardError: null, lower: null, upper: null };
  if (count === 0) return { count, weights, observed: null, expected: null, ...nothing };
  const plain = measure(table, weights);
  if (plain.expected >= 1 - 1e-12) {
    return { count, weights, observed: plain.observed, expected: plain.expected, ...nothing };
  }
  const added = 1 / table.length ** 2;
  const smooth = measure(
    table.map((row) => row.map((cell) => cell + added)),
    weights,
  );
  const reach = (normalQuantile((1 + confidence) / 2) * smooth.standardError) / (1 - smooth.kappa ** 2);
  const centre = Math.atanh(smooth.kappa);
  return {
    count,
    weights,
    ...plain,
    lower: Math.min(plain.kappa, Math.tanh(centre - reach)),
    upper: Math.max(plain.kappa, Math.tanh(centre + reach)),
  };
}

function checkTable(table: readonly (readonly number[])[]): void {
  if (table.length < 2) throw new RangeError("Need at least two levels for kappa.");
  for (const row of table) {
    if (row.length !== table.length) throw new RangeError("Need as many columns as rows for kappa.");
    for (const cell of row) {
      if (!Number.isInteger(cell) || cell < 0) throw new RangeError(`Need whole counts from 0, got ${cell}.`);
    }
  }
}

function measure(table: readonly (readonly number[])[], weights: KappaWeights) {
  const levels = table.length;
  const count = table.flat().reduce((sum, cell) => sum + cell, 0);
  const rowShare = table.map((row) => row.reduce((sum, cell) => sum + cell, 0) / count);
  const columnShare = table.map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0) / count);
  const agreement = (i: number, j: number) => agreementWeight(Math.abs(i - j), levels, weights);

  let observed = 0;
  let expected = 0;
  const rowMean = new Float64Array(levels);
  const columnMean = new Float64Array(levels);
  eachCell(table, (cell, i, j) => {
    const weight = agreement(i, j);
    observed += (weight * cell) / count;
    expected += weight * (rowShare[i] ?? 0) * (columnShare[j] ?? 0);
    rowMean[i] = (rowMean[i] ?? 0) + weight * (columnShare[j] ?? 0);
    columnMean[j] = (columnMean[j] ?? 0) + weight * (rowShare[i] ?? 0);
  });
  let squares = 0;
  eachCell(table, (cell, i, j) => {
    const term = agreement(i, j) * (1 - expected) - ((rowMean[i] ?? 0) + (columnMean[j] ?? 0)) * (1 - observed);
    squares += (cell / count) * term ** 2;
  });
  const variance = (squares - (observed * expected - 2 * expected + observed) ** 2) / (count * (1 - expected) ** 4);
  // Rounding can leave a variance of zero a hair below it.
  const standardError = Math.sqrt(Math.max(0, variance));
  return { observed, expected, kappa: (observed - expected) / (1 - expected), standardError };
}

function agreementWeight(distance: number, levels: number, weights: KappaWeights): number {
  if (weights === "none") return distance === 0 ? 1 : 0;
  const share = distance / (levels - 1);
  return 1 - (weights === "linear" ? share : share ** 2);
}

function eachCell(table: readonly (readonly number[])[], visit: (cell: number, i: number, j: number) => void): void {
  table.forEach((row, i) => {
    row.forEach((cell, j) => {
      visit(cell, i, j);
    });
  });
}
