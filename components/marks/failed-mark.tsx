"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { MarkLine } from "@/components/marks/mark-line";
import type { FailureClass } from "@/lib/grading/grader";

/** A grade that could not be made: triangle and the class of the failure. Never a score. */
export function FailedMark({
  failureClass,
  size = 18,
  small = false,
}: {
  readonly failureClass: FailureClass;
  readonly size?: number;
  readonly small?: boolean;
}) {
  const t = useTranslations("marks");
  return (
    <MarkLine
      glyph={
        <span className="inline-flex shrink-0 justify-center text-wrong" style={{ width: size * 1.2 }}>
          <TriangleAlert size={size} strokeWidth={1.8} aria-hidden="true" />
        </span>
      }
      word={t(`failure.${failureClass}`)}
      small={small}
    />
  );
}
