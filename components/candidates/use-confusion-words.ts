import { useTranslations } from "use-intl";
import { useScoreWord } from "@/components/marks/score-mark";
import type { ConfusionView } from "@/lib/queries/candidate-contract";

/** What kind of error corrections tell of, in words: "Content · Related → Direct", "Extraction · item missed". */
export function useConfusionWords(): (confusion: ConfusionView) => string {
  const t = useTranslations("candidates.confusion");
  const marks = useTranslations("marks");
  const scoreWord = useScoreWord();
  return (confusion) => {
    const criterion = marks(`criterion.${confusion.criterion}`);
    if (confusion.kind !== "level") return `${criterion} · ${t(confusion.kind)}`;
    const level = (word: string) => {
      if (confusion.criterion === "content" || confusion.criterion === "format") {
        const score = [0, 0.5, 1].find((one) => String(one) === word);
        if (score === 0 || score === 0.5 || score === 1) return scoreWord(confusion.criterion, score);
      }
      return word === "stop" || word === "continue" ? marks(`decision.${word}`) : word;
    };
    return `${criterion} · ${level(confusion.from)} → ${level(confusion.to)}`;
  };
}
