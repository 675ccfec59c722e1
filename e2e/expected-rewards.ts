/** What the pages are told of one trajectory; only what the arithmetic below needs. */
export interface TrajectoryAnswer {
  readonly trajectory: {
    readonly sessionLabel: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly turns: readonly {
      readonly id: string;
      readonly round: number;
      readonly contextMessageCount: number;
      readonly stopLabel: string;
    }[];
  };
  readonly turns: readonly {
    readonly turnId: string;
    readonly units: readonly {
      readonly unitId: string;
      readonly criterion: string;
      readonly grade: {
        readonly status: string;
        readonly value?: {
          readonly stopLabel?: string;
          readonly score?: number;
          readonly items?: readonly { readonly origin: string }[];
        };
      };
    }[];
  }[];
}

interface Decision {
  readonly unitId: string;
  readonly kind: string;
  readonly value: { readonly stopLabel?: string; readonly score?: number; readonly items?: readonly unknown[] } | null;
}

interface ExpectedRow {
  readonly decision_truth: string;
  readonly response: string;
  readonly reward: number;
  /** Decision, content, format. */
  readonly scores: readonly number[];
}

/**
 * The reward rows an export must hold, by `cid`, worked out here from the grades and the clinician's verdicts alone:
 * R = decision · (1 + 2 · content) + format; all zero where the response's decision is not the stop label; no row where
 * the turn goes on and nothing is left to be found out.
 */
export async function expectedRewards(
  trajectories: readonly TrajectoryAnswer[],
  decisions: readonly Decision[],
): Promise<Map<string, ExpectedRow>> {
  const corrected = new Map(
    decisions.filter(({ kind }) => kind === "wrong").map((decision) => [decision.unitId, decision.value]),
  );
  const rows = new Map<string, ExpectedRow>();
  for (const { trajectory, turns } of trajectories) {
    const unitsOf = new Map(turns.map(({ turnId, units }) => [turnId, units]));
    const itemsAsked = trajectory.turns.map(({ id }) => {
      const unit = unitsOf.get(id)?.find(({ criterion }) => criterion === "extraction");
      const given = corrected.get(unit?.unitId ?? "")?.items;
      return given?.length ?? (unit?.grade.value?.items ?? []).filter(({ origin }) => origin !== "struck").length;
    });
    for (const [at, turn] of trajectory.turns.entries()) {
      const unit = (criterion: string) => unitsOf.get(turn.id)?.find((candidate) => candidate.criterion === criterion);
      const score = (criterion: string): number | undefined =>
        corrected.get(unit(criterion)?.unitId ?? "")?.score ?? unit(criterion)?.grade.value?.score;
      const stopLabel =
        corrected.get(unit("decision")?.unitId ?? "")?.stopLabel ?? unit("decision")?.grade.value?.stopLabel ?? "?";
      const itemsLeft = itemsAsked.slice(at).reduce((total, count) => total + count, 0);
      if (stopLabel === "continue" && itemsLeft === 0) continue;

      const block: string[] = [];
      for (const { role, content } of trajectory.messages.slice(turn.contextMessageCount)) {
        if (role === "user") break;
        block.push(content);
      }
      const response = turn.stopLabel === "stop" ? "<stop />" : block.join("\n");
      const decided = response.includes("<stop />") ? "stop" : "continue";
      const decision = decided === stopLabel ? 1 : 0;
      const content = decision === 0 ? 0 : decided === "stop" ? 1 : (score("content") ?? Number.NaN);
      const format = decision === 0 ? 0 : (score("format") ?? Number.NaN);
      rows.set(`${trajectory.sessionLabel}_${turn.round}`, {
        decision_truth: stopLabel,
        response,
        reward: decision * (1 + 2 * content) + format,
        scores: [decision, content, format],
      });
    }
  }
  return rows;
}
