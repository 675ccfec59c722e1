import type { GradedTrajectory, StoredUnit } from "@/lib/db/graded-trajectory-reads";
import type { TrajectoryToExport } from "@/lib/export/trajectory-record";
import type { Score } from "@/lib/grading/criterion";
import type { SettledTurn } from "@/lib/workflows/settle-trajectory";

/** What an export is told of a settled trajectory. */
export function settledToExport(
  { sessionKey, diagnosis, messages }: GradedTrajectory,
  turns: readonly SettledTurn[],
): TrajectoryToExport {
  return {
    sessionKey,
    diagnosis,
    messages,
    turns: turns.map((settled) => ({
      turn: settled.turn,
      decision: { label: settled.decision, risk: null },
      extraction: { label: settled.extraction, risk: null },
      targetInformation: settled.targetInformation,
      responses: settled.responses.map(({ response, content, format, contentUnit, formatUnit }) => ({
        response: response.content,
        source: response.source,
        sampleIndex: response.sampleIndex,
        content: { label: content, risk: null },
        format: { label: format, risk: null },
        own: {
          stopLabel: settled.decisionUnit?.first.stopLabel ?? null,
          content: ownScore(contentUnit),
          format: ownScore(formatUnit),
        },
      })),
    })),
  };
}

function ownScore(unit: StoredUnit | null): Score | null {
  return unit?.first.status === "ok" ? unit.first.score : null;
}
