import { useTranslations } from "use-intl";
import { useScoreWord } from "@/components/marks/score-mark";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

/** A value in words: "Continue", "Related 0.5", "calf pain: often". */
export function useValueWords(): (value: VerdictValue) => string {
  const marks = useTranslations("marks");
  const score = useScoreWord();
  return (value) => {
    switch (value.criterion) {
      case "decision":
        return marks(`decision.${value.stopLabel}`);
      case "content":
      case "format":
        return `${score(value.criterion, value.score)} ${value.score}`;
      case "extraction":
        return value.items.length === 0
          ? marks("notApplicable")
          : value.items.map((item) => `${item.attribute}: ${item.value}`).join("; ");
    }
  };
}
