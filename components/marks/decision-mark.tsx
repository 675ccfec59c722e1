"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { MarkLine } from "@/components/marks/mark-line";
import type { MarkTone } from "@/components/marks/score-glyph";
import type { StopLabel } from "@/lib/trajectory/turn";

const colour = (tone: MarkTone) => (tone === "grader" ? "text-grader" : "text-text");

/** Arrow for continue, filled square for stop. */
export function DecisionGlyph({
  stopLabel,
  size = 18,
  tone = "grader",
}: {
  readonly stopLabel: StopLabel;
  readonly size?: number;
  readonly tone?: MarkTone;
}) {
  return (
    <span className={`inline-flex shrink-0 justify-center ${colour(tone)}`} style={{ width: size * 1.2 }}>
      {stopLabel === "continue" ? (
        <ArrowRight size={size} strokeWidth={2.4} aria-hidden="true" />
      ) : (
        <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
          <rect x="3" y="3" width="14" height="14" rx="3" fill="currentColor" />
        </svg>
      )}
    </span>
  );
}

/** The stop label as mark and word. */
export function DecisionMark({
  stopLabel,
  size = 18,
  tone = "grader",
  struck = false,
  small = false,
}: {
  readonly stopLabel: StopLabel;
  readonly size?: number;
  readonly tone?: MarkTone;
  readonly struck?: boolean;
  readonly small?: boolean;
}) {
  const t = useTranslations("marks");
  return (
    <MarkLine
      glyph={<DecisionGlyph stopLabel={stopLabel} size={size} tone={tone} />}
      word={t(`decision.${stopLabel}`)}
      struck={struck}
      small={small}
    />
  );
}
