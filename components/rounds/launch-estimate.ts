/** Share of reads drawn at random while little is known of the grader (docs/decisions: two lanes). */
const AUDIT_SHARE = 0.1;
/** Seconds a read takes before any was measured: one grade beside one turn, as in the clinician's guide. */
const ASSUMED_SECONDS_PER_READ = 15;

export interface LaunchEstimate {
  readonly targeted: number;
  readonly audit: number;
  /** Whole minutes, at least 1. */
  readonly minutes: number;
  readonly secondsPerRead: number;
  readonly measured: boolean;
}

/** What a budget of `reads` will cost and buy. `secondsPerRead` as measured in the project, null before five reads. */
export function launchEstimate(reads: number, secondsPerRead: number | null): LaunchEstimate {
  const audit = Math.min(reads, Math.max(1, Math.round(reads * AUDIT_SHARE)));
  const seconds = secondsPerRead ?? ASSUMED_SECONDS_PER_READ;
  return {
    audit,
    targeted: reads - audit,
    minutes: Math.max(1, Math.round((reads * seconds) / 60)),
    secondsPerRead: Math.round(seconds),
    measured: secondsPerRead !== null,
  };
}
