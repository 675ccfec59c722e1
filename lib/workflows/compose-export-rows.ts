import type { GradedTrajectory } from "@/lib/db/graded-trajectory-reads";
import { rewardRow } from "@/lib/export/reward-row";
import type { BuiltRow } from "@/lib/export/settle-turn";
import { trainingRow } from "@/lib/export/training-row";
import type { SettledTurn } from "@/lib/workflows/settle-trajectory";

/** The rows of one trajectory, or why a row is left out: one a turn (training) or one a response (reward), in order. */
export function composeExportRows(
  kind: "training" | "reward",
  { sessionKey, diagnosis, messages }: GradedTrajectory,
  turns: readonly SettledTurn[],
  graderVersion: string,
): BuiltRow[] {
  return turns.flatMap((settled, at) => {
    const turn = {
      trajectory: { sessionKey, diagnosis, messages },
      turn: settled.turn,
      decision: settled.decision,
      extraction: settled.extraction,
      laterExtractions: turns.slice(at + 1).map(({ extraction }) => extraction),
      targetInformation: settled.targetInformation,
    };
    if (kind === "training") return [trainingRow(turn)];
    return settled.responses.map(({ response, content, format }) =>
      rewardRow({ ...turn, response: response.content, content, format, graderVersion }),
    );
  });
}
