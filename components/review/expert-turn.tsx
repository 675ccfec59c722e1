"use client";

import { Square } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import type { Quote } from "@/components/review/quote-marks";
import { QuotedText } from "@/components/review/quoted-text";
import { textLanguage } from "@/components/review/text-language";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import type { ReviewTrajectory } from "@/lib/queries/review-contract";

/** The graded response: the largest text on the screen. */
export const ExpertTurn = memo(function ExpertTurn({
  trajectory,
  turn,
  sample,
  quotes,
  highlightedUnitId,
  walkedTag,
}: {
  readonly trajectory: ReviewTrajectory;
  readonly turn: ReviewTrajectory["turns"][number];
  /** What a policy answered here; null where the expert's own response is graded. */
  readonly sample: string | null;
  readonly quotes: ReadonlyMap<number, readonly Quote[]>;
  readonly highlightedUnitId: string | null;
  readonly walkedTag: string | null;
}) {
  const t = useTranslations("review.dialogue");
  const s = useTranslations("review.sample");
  const from = turn.contextMessageCount;
  const positions = Array.from({ length: sample === null ? turn.responseMessageCount : 0 }, (_, index) => from + index);
  const isStop = turn.stopLabel === "stop";
  return (
    <section
      aria-labelledby="expert-turn"
      className="rounded-card border border-line-strong bg-raised px-3.5 py-3 shadow-act phone:px-5 phone:py-4"
    >
      <h3 id="expert-turn" className="flex items-center gap-2 text-control font-[600]">
        {sample === null ? t("expertTurn", { role: trajectory.roleNames.assistant }) : s("title")}
        <span className="inline-flex items-center gap-1.5 font-[400] text-text-3 max-phone:sr-only">
          {isStop ? <Icon icon={Square} size={12} /> : null}
          {t(isStop && sample === null ? "gradedAsStop" : "graded")}
        </span>
      </h3>
      <div className="mt-1 flex max-w-[790px] flex-col gap-2">
        {positions.map((position) => {
          const content = trajectory.messages[position]?.content ?? "";
          const language = textLanguage(content);
          return (
            <p
              key={position}
              lang={language}
              className={classNames(
                "break-words whitespace-pre-line text-turn-phone text-text phone:text-turn",
                language !== undefined && "max-w-[40em] leading-[32px] font-[600] tracking-normal phone:leading-[38px]",
              )}
            >
              <QuotedText
                content={content}
                quotes={quotes.get(position) ?? []}
                highlightedUnitId={highlightedUnitId}
                walkedTag={walkedTag}
              />
            </p>
          );
        })}
        {sample === null ? null : (
          <p
            lang={textLanguage(sample)}
            className="break-words whitespace-pre-line text-turn-phone text-text phone:text-turn"
          >
            {sample}
          </p>
        )}
        {positions.length === 0 && sample === null ? (
          <p className="text-turn-phone text-text-2 phone:text-turn">{t("endsHere")}</p>
        ) : null}
      </div>
    </section>
  );
});
