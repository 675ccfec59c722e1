"use client";

import { List } from "lucide-react";
import { useTranslations } from "use-intl";
import { MarkLine } from "@/components/marks/mark-line";
import { NotApplicableGlyph } from "@/components/marks/not-applicable-mark";
import type { MarkTone } from "@/components/marks/score-glyph";

/** List glyph of an extraction; colour by whose voice it is. */
export function ExtractionGlyph({ size = 18, tone = "grader" }: { readonly size?: number; readonly tone?: MarkTone }) {
  return (
    <span
      className={`inline-flex shrink-0 justify-center ${tone === "grader" ? "text-grader" : "text-text"}`}
      style={{ width: size * 1.2 }}
    >
      <List size={size} strokeWidth={2.2} aria-hidden="true" />
    </span>
  );
}

/** How many items the turn asked for: list glyph and "2 items"; a dash where it asked for none. */
export function ExtractionMark({
  count,
  size = 18,
  tone = "grader",
  struck = false,
  small = false,
}: {
  readonly count: number;
  readonly size?: number;
  readonly tone?: MarkTone;
  readonly struck?: boolean;
  readonly small?: boolean;
}) {
  const t = useTranslations("marks");
  return (
    <MarkLine
      glyph={count === 0 ? <NotApplicableGlyph size={size} tone={tone} /> : <ExtractionGlyph size={size} tone={tone} />}
      word={t("items", { count })}
      struck={struck}
      small={small}
    />
  );
}
