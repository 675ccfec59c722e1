"use client";

import { Undo2 } from "lucide-react";
import { type Ref, useState } from "react";
import { useTranslations } from "use-intl";
import { Rationale } from "@/components/marks/rationale";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { UnitActions } from "@/components/review/unit-actions";
import { UnitBody } from "@/components/review/unit-body";
import { UnitMark } from "@/components/review/unit-mark";
import type { ReviewUnit, UnitGroup } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import { IconButton } from "@/components/ui/icon-button";

/** Below 640: the highlighted unit alone, its reasons one tap away. */
export function UnitSheet({
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
  const [openUnit, setOpenUnit] = useState<string | null>(null);
  const isOpen = openUnit === unit.unitId;
  const standing = review.standing(unit.unitId);
  const isReading = review.state.mode.kind === "reading";
  const quoteCount = review.quotes.filter((quote) => quote.unitId === unit.unitId).length;
  return (
    <section
      ref={focusRef}
      tabIndex={-1}
      aria-label={t("title")}
      className="shrink-0 border-line-strong border-t bg-surface px-4 pt-1 pb-5 shadow-act outline-none"
    >
      <div className="flex min-h-11 items-center gap-2">
        <span className="text-control text-text-2">{marks(`criterion.${unit.criterion}`)}</span>
        <span className="min-w-0 overflow-hidden">
          <UnitMark grade={unit.grade} corrected={standing?.kind === "wrong" ? standing.value : null} />
        </span>
        <span className="ml-auto flex shrink-0 items-center">
          {group.units.map((other) => (
            <UnitDot key={other.unitId} review={review} unit={other} isCurrent={other === unit} />
          ))}
          <IconButton icon={Undo2} label={t("undo")} onClick={review.undo} className="-mr-3 size-11!" />
        </span>
      </div>
      {isReading ? (
        <div className="mb-3">
          {isOpen ? (
            <div className="max-h-[34dvh] overflow-y-auto">
              <UnitBody review={review} unit={unit} />
            </div>
          ) : (
            <Rationale
              grade={unit.grade}
              className="line-clamp-2 min-h-[38px] text-control leading-[19px] text-text-2"
            />
          )}
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setOpenUnit(isOpen ? null : unit.unitId)}
            className="-my-1.5 min-h-11 text-control font-[560] text-grader"
          >
            {isOpen ? t("hideReasons") : t("reasons", { count: quoteCount })}
          </button>
        </div>
      ) : null}
      <UnitActions review={review} unit={unit} viewport="phone" />
    </section>
  );
}

function UnitDot({
  review,
  unit,
  isCurrent,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly isCurrent: boolean;
}) {
  const marks = useTranslations("marks");
  const standing = review.standing(unit.unitId);
  return (
    <button
      type="button"
      aria-label={marks(`criterion.${unit.criterion}`)}
      aria-current={isCurrent ? "true" : undefined}
      onClick={() => {
        if (review.state.look === null) return;
        review.dispatch({ kind: "looked", look: { ...review.state.look, unitId: unit.unitId } });
      }}
      className="inline-flex h-11 w-6 items-center justify-center"
    >
      {isCurrent ? (
        <span className="size-2.5 rounded-full border-[2.5px] border-text" />
      ) : standing !== null ? (
        <VerdictGlyph kind={standing.kind} size={12} />
      ) : (
        <span className="size-2 rounded-full bg-line-strong" />
      )}
    </button>
  );
}
