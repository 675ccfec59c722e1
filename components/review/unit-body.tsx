"use client";

import { useFormatter, useTranslations } from "use-intl";
import { EvidenceTag } from "@/components/marks/evidence-tag";
import { Rationale } from "@/components/marks/rationale";
import { ViolationMarks } from "@/components/marks/violation-marks";
import { shownItems } from "@/components/review/item-list";
import { ItemRows } from "@/components/review/item-rows";
import type { Quote } from "@/components/review/quote-marks";
import { textLanguage } from "@/components/review/text-language";
import type { ReviewUnit } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";

/** Why the grader said it: rationale, items, quotes. A quote is a way to its place in the dialogue. */
export function UnitBody({
  review,
  unit,
  isInline = false,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  /** Quotes beside each other instead of one a line. */
  readonly isInline?: boolean;
}) {
  const own = review.quotes.filter((quote) => quote.unitId === unit.unitId);
  // The editor lists the items itself.
  const isEditing = review.state.mode.kind === "editing";
  const isExtraction = unit.grade.status === "ok" && unit.grade.value.criterion === "extraction";
  return (
    <div>
      <Rationale grade={unit.grade} className="text-body leading-[21px] break-words" />
      <div className="mt-1 empty:hidden">
        <ViolationMarks grade={unit.grade} />
      </div>
      {unit.grade.status === "ok" && unit.grade.value.criterion === "extraction" && !isEditing ? (
        <div className="mt-2">
          <ItemRows
            items={shownItems(unit.grade.value.items, review.standing(unit.unitId))}
            unitId={unit.unitId}
            quotes={review.quotes}
            isHighlighted
          />
        </div>
      ) : null}
      {own.length > 0 ? (
        <ul className={classNames("mt-2 flex gap-x-4 gap-y-0.5", isInline ? "flex-wrap" : "flex-col")}>
          {own.map((quote) => (
            <QuoteLine key={quote.tag} review={review} quote={quote} />
          ))}
        </ul>
      ) : null}
      <Beforehand review={review} unit={unit} />
      <Rescored review={review} unit={unit} className={isExtraction ? "mt-1" : "mt-2"} />
    </div>
  );
}

/** How sure the grader was, and what a flag would change: both known before one answers. */
function Beforehand({ review, unit }: { readonly review: Review; readonly unit: ReviewUnit }) {
  const t = useTranslations("review.grades");
  const format = useFormatter();
  const confidence = unit.grade.status === "ok" ? unit.grade.confidence : null;
  const isFlagged = review.standing(unit.unitId)?.kind === "wrong";
  const parts = [
    confidence === null ? null : t("confidence", { share: format.number(confidence, { style: "percent" }) }),
    isFlagged || unit.grade.status === "not_applicable" ? null : t("willRescore", { count: unit.rescoresTurns }),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : <p className="mt-2 text-label text-text-3">{parts.join(" · ")}</p>;
}

function QuoteLine({ review, quote }: { readonly review: Review; readonly quote: Quote }) {
  const at = review.walk.indexOf(quote);
  return (
    <li className="min-w-0">
      <button
        type="button"
        onClick={() => review.dispatch({ kind: "evidence_walked", at: at < 0 ? null : at })}
        className="inline-flex min-h-6 max-w-full items-baseline gap-2 text-left text-control text-text-2 hover:text-text"
      >
        <EvidenceTag label={quote.tag} filled />
        <span
          lang={textLanguage(quote.text)}
          className="line-clamp-2 underline decoration-1 decoration-grader-mid underline-offset-4"
        >
          {quote.text}
        </span>
      </button>
    </li>
  );
}

/** What a correction changed, once the server has counted it. */
export function Rescored({
  review,
  unit,
  className,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly className?: string;
}) {
  const t = useTranslations("review.grades");
  const standing = review.standing(unit.unitId);
  if (standing?.kind !== "wrong" || standing.rescoredTurns === null) return null;
  return (
    <p className={classNames("text-label text-text-3", className)}>
      {t("rescored", { count: standing.rescoredTurns })}
    </p>
  );
}
