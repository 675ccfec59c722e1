"use client";

import { useTranslations } from "use-intl";
import { MarkLine } from "@/components/marks/mark-line";
import { type MarkTone, ScoreGlyph } from "@/components/marks/score-glyph";
import type { Score } from "@/lib/grading/criterion";

const WORDS = {
  content: { 0: "content.offTarget", 0.5: "content.related", 1: "content.direct" },
  format: { 0: "format.three", 0.5: "format.two", 1: "format.one" },
} as const;

/** The word for a score: "Related", "Two questions". */
export function useScoreWord(): (criterion: "content" | "format", score: Score) => string {
  const t = useTranslations("marks");
  return (criterion, score) => t(WORDS[criterion][score]);
}

/** A content or format score as mark, word, number. */
export function ScoreMark({
  criterion,
  score,
  height = 18,
  tone = "grader",
  dashed = false,
  struck = false,
  small = false,
}: {
  readonly criterion: "content" | "format";
  readonly score: Score;
  readonly height?: 14 | 18 | 20 | 22;
  readonly tone?: MarkTone;
  readonly dashed?: boolean;
  readonly struck?: boolean;
  readonly small?: boolean;
}) {
  const word = useScoreWord();
  return (
    <MarkLine
      glyph={<ScoreGlyph score={score} height={height} tone={tone} dashed={dashed} />}
      word={word(criterion, score)}
      number={score}
      struck={struck}
      small={small}
    />
  );
}
