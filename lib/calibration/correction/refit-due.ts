/**
 * Whether the model is due for a refit: often while each read changes much, sparsely later. Counts are of reads.
 * Source: CALIBRATION.md §2.
 */
export function refitDue(units: number, reads: number, readsAtLastFit: number): boolean {
  const every = Math.max(3, Math.min(Math.ceil(units / 120), Math.floor(reads / 25)));
  return reads - readsAtLastFit >= every;
}
