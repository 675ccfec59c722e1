"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { Tag } from "@/components/ui/tag";
import type { GradeView } from "@/lib/queries/grade-contract";

/** What speaks against a grade before anybody has read it: rules that it breaks, and votes that say otherwise. */
export function ViolationMarks({ grade }: { readonly grade: GradeView }) {
  const t = useTranslations("marks");
  if (grade.status !== "ok") return null;
  const { agreement, violations = [] } = grade;
  const isSplit = agreement !== undefined && agreement < 1;
  if (violations.length === 0 && !isSplit) return null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      {violations.length > 0 ? (
        <ul aria-label={t("violations")} className="contents">
          {violations.map((violation) => (
            <li key={violation}>
              <Tag tone="wrong" icon={TriangleAlert}>
                {t(`violation.${violation}`)}
              </Tag>
            </li>
          ))}
        </ul>
      ) : null}
      {isSplit ? (
        <span className="text-label text-text-3 tabular-nums">
          {t("votesAgree", { share: formatPercentFigure(agreement) })}
        </span>
      ) : null}
    </span>
  );
}
