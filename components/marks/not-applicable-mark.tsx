"use client";

import { useTranslations } from "use-intl";
import { MarkLine } from "@/components/marks/mark-line";
import type { MarkTone } from "@/components/marks/score-glyph";

export function NotApplicableGlyph({ size = 18, tone }: { readonly size?: number; readonly tone?: MarkTone }) {
  const colour = tone === "grader" ? "text-grader" : tone === "clinician" ? "text-text" : "text-text-3";
  return (
    <svg width={size * 1.2} height={size} viewBox="0 0 24 20" aria-hidden="true" className={`shrink-0 ${colour}`}>
      <path d="M6 10h12" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  );
}

/** Nothing to score here: a dash and "No items". */
export function NotApplicableMark({ size = 18, small = false }: { readonly size?: number; readonly small?: boolean }) {
  const t = useTranslations("marks");
  return <MarkLine glyph={<NotApplicableGlyph size={size} />} word={t("notApplicable")} small={small} />;
}
