"use client";

import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import { shownTarget } from "@/components/review/item-list";
import { textLanguage } from "@/components/review/text-language";
import type { Review } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";
import type { ReviewTurn } from "@/lib/queries/review-contract";

/** What the expert went on to find out from this turn on, the reader's changes in vermilion. */
export function TargetInformation({ review, turn }: { readonly review: Review; readonly turn: ReviewTurn }) {
  const t = useTranslations("review.target");
  const g = useTranslations("review.grades");
  const extraction = turn.units.find((unit) => unit.criterion === "extraction");
  const asked =
    extraction?.grade.status === "ok" && extraction.grade.value.criterion === "extraction"
      ? extraction.grade.value.items
      : [];
  const standing = extraction === undefined ? null : review.standing(extraction.unitId);
  const items = shownTarget(turn.targetInformation, asked, standing);
  return (
    <section aria-labelledby="target-information" className="px-6 py-3">
      <div className="mb-1 flex min-h-7 items-center justify-between">
        <h3 id="target-information" className="text-label font-[600] text-text-2">
          {t("title")}
        </h3>
        {extraction === undefined ? null : (
          <button
            type="button"
            onClick={review.editTarget}
            className="inline-flex min-h-7 items-center gap-2 text-control text-text-3 hover:text-text"
          >
            {t("edit")}
            <CommandCap name="target" />
          </button>
        )}
      </div>
      {items.length === 0 ? <p className="text-control text-text-3">{t("empty")}</p> : null}
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1 text-control">
        {items.map((item) => {
          const isStruck = item.change === "struck" || item.change === "struck_by_you";
          const isChanged = item.change !== "none";
          const isOwn = item.change === "added_by_you" || item.change === "struck_by_you";
          return (
            <li key={item.id} className="grid min-w-0 grid-cols-2 gap-2">
              <span
                lang={textLanguage(item.attribute)}
                className={classNames(
                  "break-words",
                  isChanged ? "text-wrong" : "text-text-3",
                  isStruck && "line-through",
                )}
              >
                {item.attribute}
              </span>
              <span lang={textLanguage(item.value)} className={classNames("font-[560]", isChanged && "text-wrong")}>
                <span className={classNames("line-clamp-2 break-words", isStruck && "line-through")}>{item.value}</span>
                {isChanged ? (
                  <span className="block text-label font-[400]">
                    {isOwn ? g(isStruck ? "struckByYou" : "addedByYou") : g(isStruck ? "struck" : "added")}
                  </span>
                ) : null}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
