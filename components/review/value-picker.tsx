"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { DecisionGlyph } from "@/components/marks/decision-mark";
import { ScoreGlyph } from "@/components/marks/score-glyph";
import { useScoreWord } from "@/components/marks/score-mark";
import { type Choice, ChoiceCards } from "@/components/review/choice-cards";
import type { BlindUnit, ReviewUnit } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import { valueOfStep } from "@/components/review/value-of-step";
import { KeyCap } from "@/components/ui/key-cap";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

const HINTS = { 0: "0", 0.5: "half", 1: "1" } as const;

/** The cards: three for a score, two for a stop label. The grader's own value is dead, where it is shown at all. */
export function ValueCards({
  review,
  unit,
  grade,
  hasKeys,
  onChoose,
}: {
  readonly review: Review;
  readonly unit: BlindUnit;
  /** Null while it is hidden. */
  readonly grade: ReviewUnit["grade"] | null;
  readonly hasKeys: boolean;
  readonly onChoose: (value: VerdictValue) => void;
}) {
  const t = useTranslations("review.pick");
  const marks = useTranslations("marks");
  const word = useScoreWord();
  const graded = grade?.status === "ok" ? grade.value : null;
  const standing = review.standing(unit.unitId)?.value ?? null;
  const choices = ([0, 1, 2] as const).flatMap((step): Choice[] => {
    const value = valueOfStep(unit.criterion, step);
    if (value === null || value.criterion === "extraction") return [];
    const onPick = () => onChoose(value);
    if (value.criterion === "decision") {
      const isGraders = graded?.criterion === "decision" && graded.stopLabel === value.stopLabel;
      const isStanding = standing?.criterion === "decision" && standing.stopLabel === value.stopLabel && !isGraders;
      const hint = isGraders ? t("gradersLabel") : t(`decision.${value.stopLabel}`);
      return [
        {
          id: value.stopLabel,
          glyph: glyphOf(value, isGraders),
          word: marks(`decision.${value.stopLabel}`),
          hint,
          isGraders,
          isStanding,
          onPick,
        },
      ];
    }
    const isGraders = graded?.criterion === value.criterion && graded.score === value.score;
    const isStanding = standing?.criterion === value.criterion && standing.score === value.score && !isGraders;
    return [
      {
        id: String(value.score),
        glyph: glyphOf(value, isGraders),
        word: word(value.criterion, value.score),
        number: value.score,
        hint: isGraders ? t("graders") : t(`${value.criterion}.${HINTS[value.score]}`),
        isGraders,
        isStanding,
        onPick,
      },
    ];
  });
  return <ChoiceCards choices={choices} hasKeys={hasKeys} />;
}

/** What `x` opens on a score or a label: the question, the cards, the way back. */
export function ValuePicker({
  review,
  unit,
  hasKeys,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly hasKeys: boolean;
}) {
  const t = useTranslations("review.pick");
  const question = unit.criterion === "decision" ? "label" : unit.criterion === "format" ? "count" : "score";
  return (
    <div>
      <div className="mb-2 flex min-h-6 items-center justify-between">
        <p className="text-body font-[600] max-phone:text-control max-phone:text-wrong">{t(question)}</p>
        <button
          type="button"
          onClick={() => review.dispatch({ kind: "mode_changed", mode: { kind: "reading" } })}
          className="inline-flex min-h-6 items-center gap-2 text-control text-text-3 hover:text-text max-wide:min-h-11 max-wide:px-2"
        >
          {t("back")}
          {hasKeys ? <KeyCap>Esc</KeyCap> : null}
        </button>
      </div>
      <ValueCards
        review={review}
        unit={unit}
        grade={unit.grade}
        hasKeys={hasKeys}
        onChoose={(value) => review.correct(unit, value)}
      />
    </div>
  );
}

/** A value that can be picked is drawn in the clinician's colour, the grader's own in the grader's. */
function glyphOf(value: VerdictValue, isGraders: boolean): ReactNode {
  const tone = isGraders ? "grader" : "clinician";
  if (value.criterion === "decision") return <DecisionGlyph stopLabel={value.stopLabel} size={20} tone={tone} />;
  return value.criterion === "extraction" ? null : <ScoreGlyph score={value.score} height={22} tone={tone} />;
}
