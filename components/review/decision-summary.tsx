"use client";

import { useTranslations } from "use-intl";
import { VerdictMark } from "@/components/marks/verdict-mark";
import type { Decision } from "@/components/review/decision";
import { useDecisionWords } from "@/components/review/decision-words";

/** One decision in a line: the mark, what it was about, what it changed. */
export function DecisionSummary({ decision }: { readonly decision: Decision }) {
  const t = useTranslations("review.strip");
  const rest = useTranslations("review.rest");
  const marks = useTranslations("marks");
  const words = useDecisionWords();
  const change = decision.kind === "rest" ? rest("units", { count: decision.unitIds.length }) : words(decision);
  const parts = [decision.round === null ? null : t("turn", { turn: decision.round }), change];
  return (
    <>
      <VerdictMark kind={decision.kind} small />
      {decision.kind === "rest" ? null : <span className="font-[500]">{marks(`criterion.${decision.criterion}`)}</span>}
      <span className="truncate text-text-2 tabular-nums">{parts.filter((part) => part !== null).join(" · ")}</span>
    </>
  );
}
