import { useTranslations } from "use-intl";
import { useScoreWord } from "@/components/marks/score-mark";
import type { VerdictDecision } from "@/components/review/decision";
import { sameItem } from "@/components/review/item-edit";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

/** What a flag changed, in a few words: "0 to 0.5", "added calf pain". Null for an answer that changed nothing. */
export function useDecisionWords(): (decision: VerdictDecision) => string | null {
  const t = useTranslations("review.strip");
  const marks = useTranslations("marks");
  const score = useScoreWord();

  function word(value: VerdictValue): string | null {
    switch (value.criterion) {
      case "decision":
        return marks(`decision.${value.stopLabel}`);
      case "content":
      case "format":
        return score(value.criterion, value.score);
      case "extraction":
        return null;
    }
  }

  return ({ kind, value, graded }) => {
    if ((kind !== "wrong" && kind !== "value") || value === null) return null;
    if (value.criterion === "extraction") {
      if (graded?.criterion !== "extraction") return t("changedItems");
      const added = value.items.find((item) => !graded.items.some((other) => sameItem(other, item)));
      if (added !== undefined) return t("added", { item: added.attribute });
      const struck = graded.items.find((item) => !value.items.some((other) => sameItem(other, item)));
      return struck === undefined ? t("changedItems") : t("struck", { item: struck.attribute });
    }
    const to = word(value) ?? "";
    if (graded === null || graded.criterion === "extraction" || graded.criterion === "decision") return t("to", { to });
    return value.criterion === "decision" ? t("to", { to }) : t("fromTo", { from: graded.score, to: value.score });
  };
}
