import type { TrialBoundary } from "@/lib/calibration/trial-boundary";

/** A clinician's answer on one disagreement, version hidden, as far as it tells the two apart. */
export interface TrialLabel {
  readonly criterion: string;
  /** Whose grade the clinician's value equals. `neither` counts as a label and tells nothing. */
  readonly winner: "candidate" | "current" | "neither";
}

export interface CriterionTally {
  readonly criterion: string;
  readonly wins: number;
  readonly losses: number;
}

/**
 * Where a trial stands.
 * - open: the next disagreement is to be labelled
 * - promote: the candidate is better, by the boundary
 * - vetoed: better over all, but all labels are spent and a criterion is still much worse (`vetoedBy`)
 * - reject: the current version is better, by the same boundary mirrored
 * - undecided: all labels are spent, or those left can't decide it any more; the current version stays
 */
export type TrialState = "open" | "promote" | "vetoed" | "reject" | "undecided";

export interface TrialResult {
  readonly state: TrialState;
  /** Whether the evidence has reached the boundary; while a criterion vetoes, a trial that has it stays open. */
  readonly isBetter: boolean;
  /** Labels that counted: later ones are not looked at. */
  readonly labels: number;
  readonly wins: number;
  readonly losses: number;
  readonly byCriterion: readonly CriterionTally[];
  readonly vetoedBy: readonly CriterionTally[];
}

/** CALIBRATION.md §5: no criterion may lose 80 % or more of its labels that tell, once there are five. */
const VETO_LABELS = 5;
const VETO_SHARE = 0.8;

/**
 * The decision of a trial after the labels so far, in the order in which they came. The disagreements must have been
 * drawn at random, each once, and none of them may have helped to write the candidate (same trajectory or same unit).
 * The trial ends at the first label that decides it; later ones are not looked at. Evidence once reached stays reached,
 * for that is what the boundary's chance speaks of. Where a criterion vetoes then, labels go on: by chance alone one in
 * five criteria that are no worse loses four of its first five.
 * Throws a RangeError for a `neither` in a trial of settled labels: its boundary counts on there being none.
 * Source: CALIBRATION.md §5.
 */
export function judgeTrial(labels: readonly TrialLabel[], boundary: TrialBoundary): TrialResult {
  const tallies = new Map<string, { wins: number; losses: number }>();
  let wins = 0;
  let losses = 0;
  let counted = 0;
  let isBetter = false;
  let state: TrialState = "open";
  for (const { criterion, winner } of labels) {
    if (winner === "neither" && boundary.labels === "settled") {
      throw new RangeError("In a trial of settled labels one of the two is right on every disagreement.");
    }
    counted += 1;
    const tally = tallies.get(criterion) ?? { wins: 0, losses: 0 };
    tallies.set(criterion, tally);
    if (winner === "candidate") {
      wins += 1;
      tally.wins += 1;
    } else if (winner === "current") {
      losses += 1;
      tally.losses += 1;
    }
    isBetter ||= wins >= needed(boundary.minWins, wins + losses);
    if (!isBetter) state = stateWithout(wins, losses, counted, boundary);
    else if (![...tallies.values()].some(vetoes)) state = "promote";
    else if (counted === boundary.maxLabels) state = "vetoed";
    if (state !== "open") break;
  }
  const byCriterion = [...tallies].map(([criterion, tally]) => ({ criterion, ...tally }));
  return { state, isBetter, labels: counted, wins, losses, byCriterion, vetoedBy: byCriterion.filter(vetoes) };
}

function vetoes({ wins, losses }: { readonly wins: number; readonly losses: number }): boolean {
  return wins + losses >= VETO_LABELS && losses >= VETO_SHARE * (wins + losses);
}

/** The state while the candidate has not reached its boundary. */
function stateWithout(wins: number, losses: number, counted: number, boundary: TrialBoundary): TrialState {
  const { minWins, maxLabels } = boundary;
  const telling = wins + losses;
  if (losses >= needed(minWins, telling)) return "reject";
  for (let more = 1; more <= maxLabels - counted; more += 1) {
    const limit = needed(minWins, telling + more);
    if (wins + more >= limit || losses + more >= limit) return "open";
  }
  return "undecided";
}

function needed(minWins: Uint32Array, labels: number): number {
  return minWins[labels] ?? Number.POSITIVE_INFINITY;
}
