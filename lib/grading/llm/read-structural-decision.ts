import type { Evidence } from "@/lib/grading/evidence";
import type { GradeOutcome, TrajectoryToGrade } from "@/lib/grading/grader";
import { countOf, type Wording } from "@/lib/grading/offline/word-rationale";
import { verifyEvidence } from "@/lib/grading/verify-evidence";
import type { StopLabel, Turn } from "@/lib/trajectory/turn";

/** A message longer than this is no quote that a reader would take in. */
const QUOTE_LENGTH_MAX = 240;

function quoteMessage({ messages }: TrajectoryToGrade, position: number): Evidence[] {
  const content = messages[position]?.content ?? "";
  if (content.length > QUOTE_LENGTH_MAX) return [];
  const evidence = verifyEvidence(content, messages, { from: position, to: position + 1 });
  return evidence === null ? [] : [evidence];
}

/**
 * The stop label by structure, which no model is asked about: stop iff the client never speaks again. Its confidence is
 * null: the structure is certain, and whether it is what a clinician would say, this grader does not know.
 */
export function readStructuralDecision(
  trajectory: TrajectoryToGrade,
  turn: Turn,
  { client, expert }: Wording,
): GradeOutcome<StopLabel> {
  const { contextMessageCount, responseMessageCount, stopLabel } = turn;
  const common = { status: "ok", value: stopLabel, confidence: null, rawAnswer: null } as const;
  if (stopLabel === "stop") {
    return {
      ...common,
      rationale: `The ${client} does not speak again after this turn.`,
      evidence:
        responseMessageCount === 0 ? [] : quoteMessage(trajectory, contextMessageCount + responseMessageCount - 1),
    };
  }
  const later = trajectory.turns.filter(({ round }) => round > turn.round).length;
  return {
    ...common,
    rationale: `The ${expert} goes on: the ${client} speaks ${countOf(Math.max(later, 1), "more time")}.`,
    evidence: quoteMessage(trajectory, contextMessageCount),
  };
}
