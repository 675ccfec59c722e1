import { ScoreGlyph } from "@/components/marks/score-glyph";
import { pageWords } from "@/components/shell/page-words";
import { KeyCap } from "@/components/ui/key-cap";

/** One turn as the review screen shows it: context in grey, the expert's turn, the future on sand, the grade. */
export async function SampleTurn() {
  const t = await pageWords("signin.sample");
  const marks = await pageWords("marks");
  return (
    <figure className="w-full max-w-[576px]">
      <p className="px-6 text-control text-text-3">{t("before")}</p>
      <div className="mt-3.5 rounded-card border border-line-strong bg-raised px-6 py-5 shadow-act">
        <p className="text-label font-[600]">{t("turn")}</p>
        <p className="mt-1.5 text-turn">{t("question")}</p>
      </div>
      <div className="mt-4 rounded-card border border-future-line bg-future px-6 py-5 text-[16px] leading-6 text-future-text">
        {t("future1")}
        <span className="bg-quote-on text-text underline decoration-2 decoration-grader underline-offset-4">
          {t("quote1")}
        </span>
        {t("future2")}
        <span className="underline decoration-2 decoration-dotted decoration-grader-mid underline-offset-4">
          {t("quote2")}
        </span>
        {t("future3")}
      </div>
      <div className="mt-5 flex items-center justify-between px-6">
        <span className="inline-flex items-center gap-2 text-body">
          <ScoreGlyph score={1} height={22} />
          <span className="font-[600]">{marks("content.direct")}</span>
          <span className="text-text-3">1</span>
        </span>
        <span className="inline-flex items-center gap-2 text-control text-text-2">
          {t("right")} <KeyCap>a</KeyCap>
          <span className="ml-1.5">{t("wrong")}</span> <KeyCap>x</KeyCap>
        </span>
      </div>
      <figcaption className="mt-10 px-6 text-tag text-text-3">{t("credit")}</figcaption>
    </figure>
  );
}
