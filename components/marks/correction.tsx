"use client";

import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { VerdictGlyph } from "@/components/marks/verdict-mark";

/**
 * A correction reads left to right: the grader's mark struck, an arrow, the clinician's mark, a diamond.
 * Pass the first with `struck`, the second with `tone="clinician"`.
 */
export function Correction({ from, to }: { readonly from: ReactNode; readonly to: ReactNode }) {
  const t = useTranslations("marks");
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="sr-only">{t("correctedFrom")}</span>
      {from}
      <ArrowRight size={14} strokeWidth={1.6} aria-hidden="true" className="shrink-0 text-text-2" />
      <span className="sr-only">{t("correctedTo")}</span>
      {to}
      <span className="inline-flex items-center gap-1.5 text-label font-[560] text-wrong">
        <VerdictGlyph kind="wrong" size={12} />
        {t("corrected")}
      </span>
    </span>
  );
}
