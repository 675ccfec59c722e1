/**
 * Heights for labels that want to stand at `wanted` without covering each other: at least `gap` apart, within `from` …
 * `to`, in the order they came in where two want the same. Labels that don't fit keep their gap and pass `to`.
 * Returned in the order of `wanted`. All in px.
 */
export function spreadLabels(
  wanted: readonly number[],
  { gap, from, to }: { readonly gap: number; readonly from: number; readonly to: number },
): number[] {
  const order = wanted.map((height, index) => ({ height, index })).sort((a, b) => a.height - b.height);
  const placed: { index: number; height: number }[] = [];
  let least = from;
  for (const { height, index } of order) {
    const at = Math.max(height, least);
    placed.push({ index, height: at });
    least = at + gap;
  }
  // What was pushed below the end goes back up, and takes along what stands in its way.
  let most = to;
  for (const label of placed.toReversed()) {
    label.height = Math.min(label.height, most);
    most = label.height - gap;
  }
  const first = placed[0];
  const lift = first === undefined ? 0 : Math.max(0, from - first.height);
  const result: number[] = wanted.map(() => 0);
  for (const { index, height } of placed) result[index] = height + lift;
  return result;
}
