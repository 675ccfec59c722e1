import type { FormatContext, RowFormat } from "@/lib/export/formats/row-format";
import type { LeftOutReason } from "@/lib/export/left-out";
import { type DescribedRow, outcomeOf, RowDescription, type RowDistribution } from "@/lib/export/row-distribution";
import { admitRow, type RecordedTurn, type TrajectoryRecord } from "@/lib/export/trajectory-record";
import type { TurnRecord } from "@/lib/export/turn-record";
import type { RatioEstimate } from "@/lib/statistics/cluster-ratio";

export interface PreviewResult {
  readonly trajectories: number;
  readonly trajectoriesLookedAt: number;
  readonly looksAt: RowFormat["looksAt"];
  /** Of the dialogues that were looked at, like the counts that follow. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  /** Every turn or response with a label, corrected, before filter and policy. */
  readonly before: RowDistribution;
  /** What filter and policy leave of it, weighted. */
  readonly after: RowDistribution;
  /** Mean reward of the same rows by the grader's own grades. */
  readonly gradedReward: RatioEstimate | null;
}

/** Looks at records of trajectories the way a format would, and keeps nothing of them but sums. */
export class PreviewTally {
  readonly #format: RowFormat;
  readonly #context: FormatContext;
  readonly #before = new RowDescription();
  readonly #after = new RowDescription();
  readonly #graded = new RowDescription();
  readonly #leftOut: Partial<Record<LeftOutReason, number>> = {};
  #trajectories = 0;
  #rowsIn = 0;
  #rowsOut = 0;

  constructor(format: RowFormat, context: FormatContext) {
    this.#format = format;
    this.#context = context;
  }

  add(trajectory: TrajectoryRecord): void {
    this.#trajectories += 1;
    for (const built of this.#format.rows(trajectory, this.#context)) {
      this.#rowsIn += 1;
      if ("leftOut" in built) this.#leftOut[built.leftOut] = (this.#leftOut[built.leftOut] ?? 0) + 1;
      else this.#rowsOut += 1;
    }
    const rows = trajectory.turns.flatMap((turn) => this.#rowsOf(turn, trajectory.turns.length));
    this.#before.add(rows.map(({ row }) => row));
    this.#after.add(rows.map(({ row, weight }) => ({ ...row, weight })));
    this.#graded.add(rows.map(({ row, gradedReward }) => ({ ...row, reward: gradedReward })));
  }

  result(population: number): PreviewResult {
    return {
      trajectories: population,
      trajectoriesLookedAt: this.#trajectories,
      looksAt: this.#format.looksAt,
      rowsIn: this.#rowsIn,
      rowsOut: this.#rowsOut,
      leftOut: { ...this.#leftOut },
      before: this.#before.describe(population),
      after: this.#after.describe(population),
      gradedReward: this.#graded.describe(population).reward,
    };
  }

  #rowsOf({ record, responses }: RecordedTurn, turns: number): ShiftedRow[] {
    if (this.#format.looksAt === "turns") return "leftOut" in record ? [] : [this.#turnRow(record, turns)];
    return responses.flatMap(({ source, record: response }) => {
      if ("leftOut" in response) return [];
      const { filter } = this.#context.settings;
      const isOfSource = filter.source === "all" || filter.source === source;
      return {
        row: {
          ...placeOf(response.turn, turns),
          outcome: outcomeOf(response),
          reward: response.reward,
        },
        weight: isOfSource ? this.#weightOf(response) : 0,
        gradedReward: response.rawReward,
      };
    });
  }

  #turnRow(record: TurnRecord, turns: number): ShiftedRow {
    const row = { ...placeOf(record, turns), outcome: null, reward: null };
    return { row, weight: this.#weightOf(record), gradedReward: null };
  }

  #weightOf(record: Parameters<typeof admitRow>[0]): number {
    const admitted = admitRow(record, this.#context.settings);
    return "leftOut" in admitted ? 0 : admitted.weight;
  }
}

interface ShiftedRow {
  readonly row: DescribedRow;
  /** Under filter and policy; 0 where it is left out. */
  readonly weight: number;
  readonly gradedReward: number | null;
}

function placeOf({ round, stopLabel }: TurnRecord, turns: number) {
  return { weight: 1, turnPosition: turns < 2 ? 0 : (round - 1) / (turns - 1), stopLabel };
}
