"use client";

import { CornerUpLeft } from "lucide-react";
import type { Ref } from "react";
import { useTranslations } from "use-intl";
import { VerdictMark } from "@/components/marks/verdict-mark";
import { HiddenRow } from "@/components/review/blind-pane";
import { TargetInformation } from "@/components/review/target-information";
import { UnitActions } from "@/components/review/unit-actions";
import { UnitBody } from "@/components/review/unit-body";
import { UnitMark } from "@/components/review/unit-mark";
import { UnitRow } from "@/components/review/unit-row";
import type { BlindUnit, ReviewUnit, UnitGroup } from "@/components/review/use-place";
import { type Review, unitsInOrder } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import type { ReviewTurn } from "@/lib/queries/review-contract";

/** Height of the rows above the highlighted unit and the unit itself: its buttons end at one place on every item. */
const UPPER = "h-[clamp(372px,calc(100dvh-424px),520px)]";
/** What `x` opens is taller than the buttons it replaces; it grows downwards. */
const UPPER_OPEN = "h-[calc(clamp(372px,calc(100dvh-424px),520px)+100px)]";

/** The grades of the turn beside the consultation, the highlighted unit as the card to act on. */
export function GradesPane({
  review,
  turn,
  group,
  unit,
  focusRef,
}: {
  readonly review: Review;
  readonly turn: ReviewTurn;
  readonly group: UnitGroup;
  readonly unit: ReviewUnit;
  readonly focusRef: Ref<HTMLElement>;
}) {
  const all = unitsInOrder(group);
  const at = all.findIndex((other) => other.unitId === unit.unitId);
  const isOpen = review.state.mode.kind === "picking" || review.state.isCommenting;
  return (
    <aside aria-labelledby="grades" className="flex min-h-0 flex-col overflow-y-auto border-line border-l bg-page">
      <GradesHead review={review} />
      <div className="shrink-0 border-line border-b bg-surface">
        <div className={`flex flex-col ${isOpen ? UPPER_OPEN : UPPER}`}>
          <div className={classNames("min-h-0 shrink overflow-y-auto", at === 0 && "h-2 shrink-0")}>
            {all.slice(0, at).map((other) => (
              <AnyRow key={other.unitId} review={review} unit={other} />
            ))}
          </div>
          <HighlightedUnit review={review} unit={unit} focusRef={focusRef} />
        </div>
        {all.slice(at + 1).map((other) => (
          <AnyRow key={other.unitId} review={review} unit={other} />
        ))}
      </div>
      <TargetInformation review={review} turn={turn} />
    </aside>
  );
}

function AnyRow({ review, unit }: { readonly review: Review; readonly unit: ReviewUnit | BlindUnit }) {
  return "grade" in unit ? <UnitRow review={review} unit={unit} /> : <HiddenRow unit={unit} />;
}

function GradesHead({ review }: { readonly review: Review }) {
  const t = useTranslations("review.grades");
  const first = review.state.queue[0];
  const isAway = first !== undefined && first.turnId !== review.state.look?.turnId;
  const round = review.trajectory?.turns.findIndex((turn) => turn.id === first?.turnId) ?? -1;
  return (
    <header className="flex h-12 shrink-0 items-center justify-between border-line border-b bg-surface px-6">
      <h2 id="grades" className="text-body font-[600]">
        {t("title")}
      </h2>
      {isAway ? (
        <button
          type="button"
          onClick={() => review.dispatch({ kind: "returned" })}
          className="inline-flex min-h-7 items-center gap-2 text-control font-[560] text-grader hover:underline"
        >
          <Icon icon={CornerUpLeft} size={14} />
          {round < 0 ? t("backElsewhere") : t("back", { turn: round + 1 })}
        </button>
      ) : null}
    </header>
  );
}

function HighlightedUnit({
  review,
  unit,
  focusRef,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly focusRef: Ref<HTMLElement>;
}) {
  const marks = useTranslations("marks");
  const standing = review.standing(unit.unitId);
  const isOpen = review.state.mode.kind !== "reading";
  const isEditing = review.state.mode.kind === "editing";
  return (
    <section
      ref={focusRef}
      tabIndex={-1}
      aria-labelledby="highlighted-unit"
      className="mx-3 my-1 flex min-h-[236px] flex-[1_0_236px] flex-col rounded-card border-[1.5px] border-ink bg-surface px-4 pt-3 pb-1.5 shadow-act outline-none"
    >
      <div className="grid shrink-0 grid-cols-[94px_minmax(0,1fr)_auto] items-center">
        <h3 id="highlighted-unit" className="text-control font-[600]">
          {marks(`criterion.${unit.criterion}`)}
        </h3>
        <UnitMark grade={unit.grade} corrected={standing?.kind === "wrong" ? standing.value : null} isLarge />
        {isOpen ? <VerdictMark kind="wrong" /> : standing === null ? null : <VerdictMark kind={standing.kind} />}
      </div>
      <div className={classNames("mt-2 mb-2 min-h-0 overflow-y-auto", isEditing ? "shrink" : "flex-1")}>
        <UnitBody review={review} unit={unit} />
      </div>
      {isOpen ? <div className="mb-2 h-px shrink-0 bg-line" /> : null}
      <UnitActions review={review} unit={unit} viewport="wide" />
    </section>
  );
}
