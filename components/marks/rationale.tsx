"use client";

import { textLanguage } from "@/components/review/text-language";
import { useSpeakSentence } from "@/components/shell/sentences";
import type { GradeView } from "@/lib/queries/grade-contract";

/** Why the grader said it, in its own words; of a grade that failed, our words for what went wrong. */
export function Rationale({
  grade,
  className,
}: {
  readonly grade: Pick<GradeView, "status" | "rationale">;
  readonly className: string;
}) {
  const speak = useSpeakSentence();
  const text = grade.status === "failed" ? speak(grade.rationale) : grade.rationale;
  return (
    <p lang={textLanguage(text)} className={className}>
      {text}
    </p>
  );
}
