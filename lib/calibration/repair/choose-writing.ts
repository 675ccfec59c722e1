/** Corrections a person or a model can take in at once. */
const MOST_READ = 12;
/** At most this share of the trajectories may be spent on writing: the trial needs the others. */
const WRITING_SHARE = 0.5;

/**
 * Which corrections of a cluster a candidate is written from, most typical first: at most 12, of at most half of the
 * trajectories (at least one). The verdicts of a trajectory that is used here never judge the candidate, so spending all
 * of them would leave no trial. `corrections` come most typical first.
 * Source: CALIBRATION.md §5 (split by trajectory).
 */
export function chooseWriting<Of extends { readonly trajectoryId: string }>(
  corrections: readonly Of[],
  trajectories: number,
): Of[] {
  const most = Math.max(1, Math.floor(trajectories * WRITING_SHARE));
  const used = new Set<string>();
  const chosen: Of[] = [];
  for (const correction of corrections) {
    if (chosen.length === MOST_READ) break;
    if (!used.has(correction.trajectoryId) && used.size === most) continue;
    used.add(correction.trajectoryId);
    chosen.push(correction);
  }
  return chosen;
}
