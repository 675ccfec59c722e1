import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { type Criterion, SCORES } from "@/lib/grading/criterion";

/** The value that key `step + 1` picks for a criterion; null where there is none (items are edited, not picked). */
export function valueOfStep(criterion: Criterion, step: 0 | 1 | 2): VerdictValue | null {
  switch (criterion) {
    case "content":
    case "format":
      return { criterion, score: SCORES[step] };
    case "decision":
      if (step === 2) return null;
      return { criterion, stopLabel: step === 0 ? "continue" : "stop" };
    case "extraction":
      return null;
  }
}
