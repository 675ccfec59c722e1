"use client";

import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import { CommentField } from "@/components/review/comment-field";
import { ItemEditor } from "@/components/review/item-editor";
import { useCaps } from "@/components/review/keys-context";
import type { BlindUnit } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import type { Viewport } from "@/components/review/use-viewport";
import { ValueCards } from "@/components/review/value-picker";
import { Button } from "@/components/ui/button";

const QUESTIONS = { decision: "label", extraction: "items", content: "score", format: "count" } as const;

/** The question of a blind item, and the cards at once; after the answer, where it stands until the grade is here. */
export function BlindCard({
  review,
  blind,
  viewport,
}: {
  readonly review: Review;
  readonly blind: BlindUnit;
  readonly viewport: Viewport;
}) {
  const t = useTranslations("review.blind");
  const g = useTranslations("review.grades");
  const r = useTranslations("review.reveal");
  const caps = useCaps();
  const hasKeys = viewport === "wide";
  const size = hasKeys ? "regular" : "touch";
  const { mode, reveal } = review.state;
  const patient = review.trajectory?.roleNames.user ?? "";
  const question = <p className="text-body font-[600]">{t(QUESTIONS[blind.criterion])}</p>;
  if (reveal?.unitId === blind.unitId) {
    return (
      <div className="flex flex-col gap-3">
        {question}
        <p role="status" className="text-body text-text-2">
          {r(review.outbox.offlineSince === null ? "waiting" : "offline")}
        </p>
        <Button size={size} keyCap={hasKeys ? "Enter" : undefined} onClick={review.goOn}>
          {r("next")}
        </Button>
      </div>
    );
  }
  if (review.served === null) {
    return (
      <div className="flex flex-col gap-2">
        {question}
        <p className="text-body text-text-2">{g("notServed")}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {question}
      <p className="text-body text-text-2">{t("explain", { patient: patient.toLowerCase() })}</p>
      {mode.kind === "editing" ? (
        <ItemEditor review={review} unit={null} edit={mode.edit} hasKeys={hasKeys} />
      ) : blind.criterion === "extraction" ? (
        <div className="grid grid-cols-2 gap-2">
          <Button
            size={size}
            keyCap={hasKeys ? caps("pick_first") : undefined}
            onClick={() => review.answerBlind({ criterion: "extraction", items: [] })}
          >
            {t("noItems")}
          </Button>
          <Button size={size} keyCap={hasKeys ? caps("pick_second") : undefined} onClick={review.listBlindItems}>
            {t("listItems")}
          </Button>
        </div>
      ) : (
        <ValueCards review={review} unit={blind} grade={null} hasKeys={hasKeys} onChoose={review.answerBlind} />
      )}
      {review.state.isCommenting ? <CommentField review={review} /> : null}
      <div className="flex min-h-8 items-center gap-4 text-control text-text-2">
        <button
          type="button"
          onClick={review.skip}
          className="inline-flex min-h-7 items-center gap-2 hover:text-text max-wide:min-h-11"
        >
          {g("skip")}
          {hasKeys ? <CommandCap name="skip" /> : null}
        </button>
        <button
          type="button"
          aria-expanded={review.state.isCommenting}
          onClick={() => review.dispatch({ kind: "comment_opened", isOpen: !review.state.isCommenting })}
          className="inline-flex min-h-7 items-center gap-2 hover:text-text max-wide:min-h-11"
        >
          {g("comment")}
          {hasKeys ? <CommandCap name="comment" /> : null}
        </button>
      </div>
    </div>
  );
}
