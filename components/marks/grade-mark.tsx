"use client";

import { DecisionMark } from "@/components/marks/decision-mark";
import { ExtractionMark } from "@/components/marks/extraction-mark";
import { FailedMark } from "@/components/marks/failed-mark";
import { NotApplicableMark } from "@/components/marks/not-applicable-mark";
import { ScoreMark } from "@/components/marks/score-mark";
import type { GradeView } from "@/lib/queries/grade-contract";

/** Any grade as its mark: the value, the failure's class, or not applicable. */
export function GradeMark({
  grade,
  small = false,
  struck = false,
}: {
  readonly grade: GradeView;
  readonly small?: boolean;
  readonly struck?: boolean;
}) {
  const size = small ? 14 : 18;
  if (grade.status === "failed") return <FailedMark failureClass={grade.failureClass} size={size} small={small} />;
  if (grade.status === "not_applicable") return <NotApplicableMark size={size} small={small} />;
  switch (grade.value.criterion) {
    case "decision":
      return <DecisionMark stopLabel={grade.value.stopLabel} size={size} small={small} struck={struck} />;
    case "extraction":
      return (
        <ExtractionMark
          count={grade.value.items.filter((item) => item.origin !== "struck").length}
          size={size}
          small={small}
          struck={struck}
        />
      );
    case "content":
    case "format":
      return (
        <ScoreMark
          criterion={grade.value.criterion}
          score={grade.value.score}
          height={size}
          small={small}
          struck={struck}
        />
      );
  }
}
