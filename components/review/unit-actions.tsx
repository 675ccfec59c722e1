"use client";

import { Check, MessageSquare, Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { BookmarkButton } from "@/components/review/bookmark-button";
import { CommandCap } from "@/components/review/command-cap";
import { CommentField } from "@/components/review/comment-field";
import { ItemEditor } from "@/components/review/item-editor";
import { useCaps } from "@/components/review/keys-context";
import { ReasonChips } from "@/components/review/reason-chips";
import { RevealedAnswer } from "@/components/review/revealed-answer";
import type { ReviewUnit } from "@/components/review/use-place";
import { agreeability, isScorable, type Review } from "@/components/review/use-review";
import type { Viewport } from "@/components/review/use-viewport";
import { ValuePicker } from "@/components/review/value-picker";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

const CANNOT_AGREE = {
  failed: "cannotAgreeFailed",
  no_items: "cannotScore",
  not_queued: "cannotAgreeCounted",
} as const;
const SPREAD = "px-3! [&>span]:w-full [&>span>span]:w-full [&>span>span]:justify-between";

/** What can be done with the highlighted unit: three buttons, or what `x` opened in their place. */
export function UnitActions({
  review,
  unit,
  viewport,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly viewport: Viewport;
}) {
  const t = useTranslations("review.grades");
  const caps = useCaps();
  const hasKeys = viewport === "wide";
  const { mode } = review.state;
  const size = hasKeys ? "regular" : "touch";
  const cannotAgree = agreeability(unit);
  const spread = hasKeys ? SPREAD : undefined;
  return (
    <div className="flex shrink-0 flex-col gap-2">
      {mode.kind === "editing" ? <ItemEditor review={review} unit={unit} edit={mode.edit} hasKeys={hasKeys} /> : null}
      {mode.kind === "picking" ? <ValuePicker review={review} unit={unit} hasKeys={hasKeys} /> : null}
      {review.state.reveal?.unitId === unit.unitId ? (
        <RevealedAnswer review={review} unit={unit} hasKeys={hasKeys} />
      ) : null}
      {mode.kind === "reading" && review.state.reveal === null ? (
        <div className="grid grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)] gap-2 max-wide:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)_minmax(0,1fr)]">
          <Button
            variant="ink"
            size={size}
            icon={hasKeys ? undefined : Check}
            keyCap={hasKeys ? caps("agree") : undefined}
            disabledReason={cannotAgree === "possible" ? null : t(CANNOT_AGREE[cannotAgree])}
            onClick={review.agree}
            className={spread}
          >
            {t(viewport === "phone" ? "agreeShort" : "agree")}
          </Button>
          <Button
            size={size}
            keyCap={hasKeys ? caps("wrong") : undefined}
            disabledReason={isScorable(unit) ? null : t("cannotScore")}
            onClick={review.openWrong}
            className={isScorable(unit) ? `${spread ?? ""} text-wrong!` : undefined}
          >
            {t("wrong")}
          </Button>
          <Button
            size={size}
            keyCap={hasKeys ? caps("skip") : undefined}
            disabledReason={review.served === null ? t("cannotSkip") : null}
            onClick={review.skip}
            className={review.served === null ? undefined : spread}
          >
            {t("skip")}
          </Button>
        </div>
      ) : null}
      {mode.kind === "reading" ? null : <ReasonChips review={review} unit={unit} hasKeys={hasKeys} />}
      {review.state.isCommenting ? <CommentField review={review} /> : null}
      {hasKeys ? <QuietRow review={review} unit={unit} /> : null}
    </div>
  );
}

function QuietRow({ review, unit }: { readonly review: Review; readonly unit: ReviewUnit }) {
  const t = useTranslations("review.grades");
  const marks = useTranslations("marks");
  const decision = unit.criterion === "decision" && unit.grade.status === "ok" ? unit.grade.value : null;
  const isReading = review.state.mode.kind === "reading";
  const quiet = "inline-flex min-h-7 items-center gap-2 rounded-button px-1 text-control text-text-2 hover:text-text";
  return (
    <div className="flex min-h-8 items-center gap-4">
      <button
        type="button"
        aria-expanded={review.state.isCommenting}
        onClick={() => review.dispatch({ kind: "comment_opened", isOpen: !review.state.isCommenting })}
        className={quiet}
      >
        <Icon icon={MessageSquare} size={15} />
        {t("comment")}
        {review.state.comment === "" ? <CommandCap name="comment" /> : <Icon icon={Check} size={14} />}
      </button>
      <BookmarkButton review={review} />
      {isReading && decision?.criterion === "decision" ? (
        <button type="button" onClick={review.flip} className={quiet}>
          <Icon icon={Undo2} size={15} />
          {t("flipTo", { label: marks(`decision.${decision.stopLabel === "stop" ? "continue" : "stop"}`) })}
          <CommandCap name="flip" />
        </button>
      ) : null}
    </div>
  );
}
