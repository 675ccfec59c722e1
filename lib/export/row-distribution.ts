import type { ResponseRecord } from "@/lib/export/response-record";
import { clusterRatio, type RatioEstimate } from "@/lib/statistics/cluster-ratio";
import type { StopLabel } from "@/lib/trajectory/turn";

/** What a row rewards. Content and format matter only where the decision was right and the dialogue goes on. */
export const ROW_OUTCOMES = ["decision_wrong", "stop_right", "content_0", "content_half", "content_1"] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

export interface DescribedRow {
  /** 0 for a row that is left out. */
  readonly weight: number;
  /** Place of the turn in its dialogue, 0 (first) … 1 (last). */
  readonly turnPosition: number;
  readonly stopLabel: StopLabel;
  /** Null of rows without a response, and where the grader gave none. */
  readonly outcome: RowOutcome | null;
  /** 0 … 4; null as with `outcome`. */
  readonly reward: number | null;
}

/** How rows lie, weighted; each null without a row it could be told of. */
export interface RowDistribution {
  readonly turnPosition: RatioEstimate | null;
  readonly stopShare: RatioEstimate | null;
  readonly reward: RatioEstimate | null;
  readonly outcomes: Readonly<Record<RowOutcome, RatioEstimate | null>>;
}

type Sums = Record<"weight" | "position" | "stops" | "rewarded" | "reward" | RowOutcome, number>;

/** Gathers rows dialogue by dialogue and describes them all. */
export class RowDescription {
  readonly #dialogues: Sums[] = [];

  add(rows: Iterable<DescribedRow>): void {
    const sums = noSums();
    for (const { weight, turnPosition, stopLabel, outcome, reward } of rows) {
      sums.weight += weight;
      sums.position += weight * turnPosition;
      if (stopLabel === "stop") sums.stops += weight;
      if (outcome === null || reward === null) continue;
      sums.rewarded += weight;
      sums.reward += weight * reward;
      sums[outcome] += weight;
    }
    this.#dialogues.push(sums);
  }

  /** @param population how many dialogues there are, of which those added were drawn */
  describe(population: number): RowDistribution {
    const ratio = (numerator: keyof Sums, denominator: keyof Sums, most: number) =>
      within(
        clusterRatio(
          this.#dialogues.map((sums) => ({ numerator: sums[numerator], denominator: sums[denominator] })),
          population,
        ),
        most,
      );
    const outcomes = ROW_OUTCOMES.map((outcome) => [outcome, ratio(outcome, "rewarded", 1)] as const);
    return {
      turnPosition: ratio("position", "weight", 1),
      stopShare: ratio("stops", "weight", 1),
      reward: ratio("reward", "rewarded", MOST_REWARD),
      outcomes: Object.fromEntries(outcomes) as RowDistribution["outcomes"],
    };
  }
}

/** Of any way to put a reward together. */
const MOST_REWARD = 4;

function within(found: RatioEstimate | null, most: number): RatioEstimate | null {
  if (found === null) return null;
  return { ...found, lower: Math.max(0, found.lower), upper: Math.min(most, found.upper) };
}

function noSums(): Sums {
  return {
    weight: 0,
    position: 0,
    stops: 0,
    rewarded: 0,
    reward: 0,
    decision_wrong: 0,
    stop_right: 0,
    content_0: 0,
    content_half: 0,
    content_1: 0,
  };
}

/** What a rewarded response comes to. */
export function outcomeOf({
  decisionScore,
  contentScore,
  turn,
}: Pick<ResponseRecord, "decisionScore" | "contentScore"> & {
  readonly turn: { readonly stopLabel: StopLabel };
}): RowOutcome {
  if (decisionScore === 0) return "decision_wrong";
  if (turn.stopLabel === "stop") return "stop_right";
  return contentScore === 0 ? "content_0" : contentScore === 1 ? "content_1" : "content_half";
}
