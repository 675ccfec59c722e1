"use client";

import { useTranslations } from "use-intl";
import { EvidenceTag } from "@/components/marks/evidence-tag";
import type { ShownItem } from "@/components/review/item-list";
import { type Quote, quoteAt } from "@/components/review/quote-marks";
import { textLanguage } from "@/components/review/text-language";
import { classNames } from "@/components/ui/class-names";

const CHANGE_WORDS = {
  added: "added",
  struck: "struck",
  added_by_you: "addedByYou",
  struck_by_you: "struckByYou",
} as const;

/** Items as attribute and value with the tag of their quote; a clinician's changes in vermilion, with the word. */
export function ItemRows({
  items,
  unitId,
  quotes,
  isHighlighted,
}: {
  readonly items: readonly ShownItem[];
  readonly unitId: string;
  readonly quotes: readonly Quote[];
  readonly isHighlighted: boolean;
}) {
  const t = useTranslations("review.grades");
  return (
    <ul className="flex flex-col gap-1 text-control">
      {items.map((item) => {
        const isChanged = item.change !== "none";
        const isStruck = item.change === "struck" || item.change === "struck_by_you";
        return (
          <li key={item.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3">
            <span
              lang={textLanguage(item.attribute)}
              className={classNames(isChanged ? "text-wrong" : "text-text-2", isStruck && "line-through")}
            >
              {item.attribute}
            </span>
            <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <span
                lang={textLanguage(item.value)}
                className={classNames("font-[560]", isChanged ? "text-wrong" : "text-text", isStruck && "line-through")}
              >
                {item.value}
              </span>
              {item.evidence.map((evidence) => {
                const quote = quoteAt(quotes, unitId, evidence);
                return quote === undefined ? null : (
                  <EvidenceTag key={quote.tag} label={quote.tag} filled={isHighlighted} />
                );
              })}
              {item.change === "none" ? null : (
                <span className="text-label font-[560] text-wrong">{t(CHANGE_WORDS[item.change])}</span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
