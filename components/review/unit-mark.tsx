"use client";

import { TriangleAlert } from "lucide-react";
import { Correction } from "@/components/marks/correction";
import { DecisionGlyph, DecisionMark } from "@/components/marks/decision-mark";
import { ExtractionGlyph, ExtractionMark } from "@/components/marks/extraction-mark";
import { FailedMark } from "@/components/marks/failed-mark";
import { NotApplicableGlyph, NotApplicableMark } from "@/components/marks/not-applicable-mark";
import { ScoreGlyph } from "@/components/marks/score-glyph";
import { ScoreMark } from "@/components/marks/score-mark";
import { Icon } from "@/components/ui/icon";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { GradeView } from "@/lib/queries/grade-contract";

/** What the grader said on one unit: mark, word, number; a clinician's own value beside it where they differ. */
export function UnitMark({
  grade,
  corrected = null,
  isLarge = false,
}: {
  readonly grade: GradeView;
  readonly corrected?: VerdictValue | null;
  readonly isLarge?: boolean;
}) {
  const size = isLarge ? 20 : 18;
  if (grade.status === "failed") return <FailedMark failureClass={grade.failureClass} size={size} />;
  if (grade.status === "not_applicable") return <NotApplicableMark size={size} />;
  const { value } = grade;
  // Changed items are listed one by one below the mark, so a count struck through would say it twice.
  if (value.criterion === "extraction") {
    return <ExtractionMark count={value.items.filter((item) => item.origin === "grader").length} size={size} />;
  }
  if (value.criterion === "decision") {
    const from = <DecisionMark stopLabel={value.stopLabel} size={size} struck={corrected !== null} />;
    if (corrected?.criterion !== "decision") return from;
    return (
      <Correction from={from} to={<DecisionMark stopLabel={corrected.stopLabel} size={size} tone="clinician" />} />
    );
  }
  const from = <ScoreMark criterion={value.criterion} score={value.score} height={size} struck={corrected !== null} />;
  if (corrected?.criterion !== "content" && corrected?.criterion !== "format") return from;
  const to = <ScoreMark criterion={corrected.criterion} score={corrected.score} height={size} tone="clinician" />;
  return <Correction from={from} to={to} />;
}

/** The mark alone, for tabs; the tab's name and label say the rest. */
export function UnitGlyph({ grade }: { readonly grade: GradeView }) {
  if (grade.status === "failed") return <Icon icon={TriangleAlert} size={14} className="text-wrong" />;
  if (grade.status === "not_applicable") return <NotApplicableGlyph size={14} />;
  switch (grade.value.criterion) {
    case "decision":
      return <DecisionGlyph stopLabel={grade.value.stopLabel} size={14} />;
    case "extraction":
      return <ExtractionGlyph size={14} />;
    case "content":
    case "format":
      return <ScoreGlyph score={grade.value.score} height={14} />;
  }
}
