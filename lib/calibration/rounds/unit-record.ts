import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import { hashText } from "@/lib/calibration/rounds/hash-text";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

/** A unit of a round with all that machines know of it. */
export interface UnitRecord {
  readonly unitId: string;
  readonly trajectoryId: string;
  readonly criterion: "decision" | "extraction" | "content";
  readonly turnRound: number;
  /** Turns of its trajectory. */
  readonly turnCount: number;
  readonly impact: number;
  readonly targetedRank: number;
  /** The revision of the grade that the rest speaks of. */
  readonly gradeRevision: number;
  /** The grade. */
  readonly value: VerdictValue;
  /** How sure the grader is, share of its votes that agree, mean probability of its answers' tokens; 0 … 1. */
  readonly confidence: number | null;
  readonly agreement: number | null;
  readonly tokenConfidence: number | null;
  /** The score given when the future was removed, and when it was another trajectory's. */
  readonly scoreWithoutFuture: number | null;
  readonly scoreOtherFuture: number | null;
  /** Share of the project's other grader versions that give the same grade; null where none graded it. */
  readonly panel: number | null;
  /** Invariants that the grade breaks. */
  readonly violations: number;
  readonly evidence: number;
  readonly rationale: string;
  /** What the expert said, what the client had said before, and the items that the grade is about. */
  readonly response: string;
  readonly clientMessage: string;
  readonly items: string;
}

/** What the correction model may look at: machine facts alone, as numbers. */
export function describeUnit(record: UnitRecord): UnitFacts {
  const { value, criterion } = record;
  const score = value.criterion === "content" ? value.score : null;
  return {
    label: labelOf(value),
    criterion,
    trajectory: trajectoryNumber(record.trajectoryId),
    signals: {
      own: record.agreement ?? record.confidence ?? record.tokenConfidence,
      panel: record.panel,
      confidence: record.confidence,
      tokens: record.tokenConfidence,
      score,
      // A score that does not move without the future was not grounded in it.
      ablation: moved(score, record.scoreWithoutFuture),
      otherFuture: moved(score, record.scoreOtherFuture),
      violations: record.violations,
      evidence: record.evidence,
      position: record.turnRound / record.turnCount,
      round: record.turnRound,
      impact: record.impact,
      responseLength: Math.log1p(record.response.length),
      clientLength: Math.log1p(record.clientMessage.length),
      itemsLength: Math.log1p(record.items.length),
      rationaleLength: Math.log1p(record.rationale.length),
    },
    vectors: [
      hashText(record.response),
      hashText(criterion === "decision" ? record.clientMessage : record.items),
      hashText(record.rationale),
    ],
  };
}

/** 1: stop, more than no score, or at least one item. */
function labelOf(value: VerdictValue): 0 | 1 {
  switch (value.criterion) {
    case "decision":
      return value.stopLabel === "stop" ? 1 : 0;
    case "extraction":
      return value.items.length > 0 ? 1 : 0;
    case "content":
    case "format":
      return value.score > 0 ? 1 : 0;
  }
}

function moved(score: number | null, probed: number | null): number | null {
  return score === null || probed === null ? null : Math.abs(score - probed);
}

/** 30 bits of its id: two of a hundred thousand trajectories rarely share a number, and little is lost where they do. */
function trajectoryNumber(trajectoryId: string): number {
  return Number.parseInt(trajectoryId.replaceAll("-", "").slice(-8), 16) & 0x3fffffff;
}
