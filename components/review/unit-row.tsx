"use client";

import { useTranslations } from "use-intl";
import { Rationale } from "@/components/marks/rationale";
import { VerdictMark } from "@/components/marks/verdict-mark";
import { shownItems } from "@/components/review/item-list";
import { ItemRows } from "@/components/review/item-rows";
import { Rescored } from "@/components/review/unit-body";
import { UnitMark } from "@/components/review/unit-mark";
import type { ReviewUnit } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";

/** Items listed in a row that isn't highlighted; the rest are a count. */
const ITEMS_IN_ROW = 3;

/** A unit that isn't highlighted: mark, why in two lines, and the verdict if there is one. A click highlights it. */
export function UnitRow({ review, unit }: { readonly review: Review; readonly unit: ReviewUnit }) {
  const t = useTranslations("review.grades");
  const marks = useTranslations("marks");
  const standing = review.standing(unit.unitId);
  const isLetPass = standing === null && isInRest(review, unit.unitId);
  const isWaiting = review.state.queue.some((other) => other.unitId === unit.unitId);
  const corrected = standing?.kind === "wrong" ? standing.value : null;
  const items =
    unit.grade.status === "ok" && unit.grade.value.criterion === "extraction"
      ? shownItems(unit.grade.value.items, standing)
      : [];
  // A corrected mark carries its own diamond and word.
  const isCorrected = corrected !== null && corrected.criterion !== "extraction" && unit.grade.status === "ok";
  const isCounted = unit.criterion === "format" && standing === null;
  return (
    <section className="border-line px-6 py-3 not-first:border-t">
      <div className="grid grid-cols-[98px_minmax(0,1fr)_auto] items-start gap-x-0 gap-y-1">
        <h3 className="text-control text-text-2">
          <button
            type="button"
            onClick={() => {
              if (review.state.look === null) return;
              review.dispatch({ kind: "looked", look: { ...review.state.look, unitId: unit.unitId } });
            }}
            className="min-h-6 text-left hover:text-text hover:underline"
          >
            {marks(`criterion.${unit.criterion}`)}
          </button>
        </h3>
        <UnitMark grade={unit.grade} corrected={corrected} />
        <span className="justify-self-end pl-2">
          {isCorrected ? null : standing !== null ? (
            <VerdictMark kind={standing.kind} />
          ) : (
            <span className="text-label text-text-3">
              {isLetPass ? t("restSeen") : isCounted ? t("notQueued") : isWaiting ? t("waitsForYou") : ""}
            </span>
          )}
        </span>
        {isCounted ? null : (
          <div className="col-start-2 col-end-4 min-w-0">
            {items.length > 0 ? (
              <>
                <ItemRows
                  items={items.slice(0, ITEMS_IN_ROW)}
                  unitId={unit.unitId}
                  quotes={review.quotes}
                  isHighlighted={false}
                />
                {items.length > ITEMS_IN_ROW ? (
                  <p className="mt-0.5 text-label text-text-3">{t("more", { count: items.length - ITEMS_IN_ROW })}</p>
                ) : null}
              </>
            ) : (
              <Rationale grade={unit.grade} className="line-clamp-2 text-control text-text-2" />
            )}
            <Rescored review={review} unit={unit} className="mt-0.5" />
          </div>
        )}
      </div>
    </section>
  );
}

/** Let pass with the rest: by an act of this page, or by one the server knows. */
function isInRest(review: Review, unitId: string): boolean {
  const acts = review.state.decisions.some((other) => other.kind === "rest" && other.unitIds.includes(unitId));
  return acts || (review.turn?.weaklyAgreed.includes(unitId) ?? false);
}
