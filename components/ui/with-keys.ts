/** Rows that have no id and never move: their place is their key. */
export function withKeys<Row>(rows: readonly Row[]): { readonly key: string; readonly row: Row }[] {
  return rows.map((row, index) => ({ key: `row-${index}`, row }));
}
