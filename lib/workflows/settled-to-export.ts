import type { FinalLabel } from "@/lib/calibration/final-label";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { GradedTrajectory, StoredUnit } from "@/lib/db/graded-trajectory-reads";
import { type HeldBelief, holdLabel, type StandingGrade } from "@/lib/export/held-label";
import type { TrajectoryToExport } from "@/lib/export/trajectory-record";
import type { Score } from "@/lib/grading/criterion";
import type { SettledResponse, SettledTurn } from "@/lib/workflows/settle-trajectory";

/** What an export is told of a settled trajectory. `beliefs`: by unit; empty where no round has estimated any. */
export function settledToExport(
  { sessionKey, diagnosis, messages }: GradedTrajectory,
  turns: readonly SettledTurn[],
  beliefs: ReadonlyMap<string, HeldBelief>,
): TrajectoryToExport {
  const hold = (label: FinalLabel, unit: StoredUnit | null, value: VerdictValue | null) => {
    const grade: StandingGrade | null = unit === null ? null : { revision: unit.current.revision, value };
    return holdLabel(label, grade, unit === null ? undefined : beliefs.get(unit.id));
  };
  return {
    sessionKey,
    diagnosis,
    messages,
    turns: turns.map((settled) => ({
      turn: settled.turn,
      decision: hold(settled.decision, settled.decisionUnit, ownDecision(settled.decisionUnit)),
      // Items reach many turns: where a verdict waits for a second reader they stay as corrected.
      extraction: hold(settled.extraction, settled.extractionUnit, null),
      targetInformation: settled.targetInformation,
      responses: settled.responses.map(({ response, content, format, contentUnit, formatUnit, rescored }) => ({
        response: response.content,
        source: response.source,
        sampleIndex: response.sampleIndex,
        content: hold(content, contentUnit, scoreValue("content", scoreNow(contentUnit, rescored))),
        format: hold(format, formatUnit, scoreValue("format", ownScore(formatUnit))),
        own: {
          stopLabel: settled.decisionUnit?.first.stopLabel ?? null,
          content: ownScore(contentUnit),
          format: ownScore(formatUnit),
        },
      })),
    })),
  };
}

function ownDecision(unit: StoredUnit | null): VerdictValue | null {
  const stopLabel = unit?.first.status === "ok" ? unit.first.stopLabel : null;
  return stopLabel === null ? null : { criterion: "decision", stopLabel };
}

function scoreValue(criterion: "content" | "format", score: Score | null): VerdictValue | null {
  return score === null ? null : { criterion, score };
}

/** Against the target information as it holds now. */
function scoreNow(unit: StoredUnit | null, rescored: SettledResponse["rescored"]): Score | null {
  if (rescored === null) return ownScore(unit);
  return rescored.status === "ok" ? rescored.value : null;
}

function ownScore(unit: StoredUnit | null): Score | null {
  return unit?.first.status === "ok" ? unit.first.score : null;
}
