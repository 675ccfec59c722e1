"use client";

import type { Ref } from "react";
import { useTranslations } from "use-intl";
import { VerdictMark } from "@/components/marks/verdict-mark";
import { BookmarkButton } from "@/components/review/bookmark-button";
import { UndoButton } from "@/components/review/decision-strip";
import { UnitActions } from "@/components/review/unit-actions";
import { UnitBody } from "@/components/review/unit-body";
import { UnitGlyph, UnitMark } from "@/components/review/unit-mark";
import type { ReviewUnit, UnitGroup } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";

/** 640 to 1023: the grades docked below the consultation, one tab a unit, the buttons at the edge of the hand. */
export function UnitDock({
  review,
  group,
  unit,
  focusRef,
}: {
  readonly review: Review;
  readonly group: UnitGroup;
  readonly unit: ReviewUnit;
  readonly focusRef: Ref<HTMLElement>;
}) {
  const t = useTranslations("review.grades");
  const marks = useTranslations("marks");
  const standing = review.standing(unit.unitId);
  const isReading = review.state.mode.kind === "reading";
  return (
    <section
      ref={focusRef}
      tabIndex={-1}
      aria-label={t("title")}
      className="flex shrink-0 flex-col gap-1 border-line border-t bg-surface px-6 pt-3 pb-4 shadow-act outline-none"
    >
      <div role="tablist" aria-label={t("unitTabs")} className="grid grid-cols-4 gap-2">
        {group.units.map((other) => {
          const verdict = review.standing(other.unitId);
          const isCurrent = other === unit;
          return (
            <button
              key={other.unitId}
              type="button"
              role="tab"
              aria-selected={isCurrent}
              onClick={() => {
                if (review.state.look === null) return;
                review.dispatch({ kind: "looked", look: { ...review.state.look, unitId: other.unitId } });
              }}
              className={classNames(
                "flex h-11 items-center justify-between gap-2 rounded-button border bg-surface px-3 text-control hover:bg-hover",
                isCurrent ? "border-[1.5px] border-ink font-[600]" : "border-line text-text-2",
              )}
            >
              <span className="truncate">{marks(`criterion.${other.criterion}`)}</span>
              {verdict === null ? <UnitGlyph grade={other.grade} /> : <VerdictMark kind={verdict.kind} small />}
            </button>
          );
        })}
      </div>
      <div role="tabpanel" aria-label={marks(`criterion.${unit.criterion}`)} className="flex flex-col gap-2">
        <div className="flex min-h-11 items-center justify-between gap-3">
          <UnitMark grade={unit.grade} corrected={standing?.kind === "wrong" ? standing.value : null} isLarge />
          <span className="flex items-center gap-3">
            {isReading ? (
              <button
                type="button"
                aria-expanded={review.state.isCommenting}
                onClick={() => review.dispatch({ kind: "comment_opened", isOpen: !review.state.isCommenting })}
                className="min-h-11 rounded-button px-2 text-control text-text-2 hover:bg-hover"
              >
                {t("comment")}
              </button>
            ) : null}
            <BookmarkButton review={review} hasKey={false} />
            <UndoButton review={review} hasKey={false} />
          </span>
        </div>
        <div className={classNames("overflow-y-auto", isReading ? "h-[84px]" : "max-h-[84px]")}>
          <UnitBody review={review} unit={unit} isInline />
        </div>
        <UnitActions review={review} unit={unit} viewport="column" />
      </div>
    </section>
  );
}
