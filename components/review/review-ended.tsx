"use client";

import { useTranslations } from "use-intl";
import { UndoButton } from "@/components/review/decision-strip";
import { SettleSwitch } from "@/components/review/settle-switch";
import type { Review } from "@/components/review/use-review";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";

/** Nothing to read, and why. What was read is said in what it did for the data. */
export function ReviewEnded({ review, projectId }: { readonly review: Review; readonly projectId: string }) {
  const t = useTranslations("review.ended");
  const { reason, sitting } = review.state;
  const hasRead = sitting !== null && sitting.ownReads > 0;
  const reads = { reads: sitting?.ownReads ?? 0, minutes: Math.round(sitting?.minutesSpent ?? 0) };
  const s = useTranslations("review.settle");
  const isSettling = review.state.queueKind === "adjudication";
  const title = isSettling
    ? s("doneTitle")
    : reason === "all_out"
      ? t("allOutTitle")
      : reason === "no_open_round" && !hasRead
        ? t("noRoundTitle")
        : t("doneTitle", reads);
  const body = isSettling
    ? s("done")
    : reason === "all_out"
      ? t("allOut")
      : hasRead
        ? t("done", { scores: sitting.scoresPutRight, turns: sitting.turnsTouched })
        : t(reason === "no_open_round" ? "noRound" : "noOwnReads");
  const unsent = review.outbox.unsent.length;
  return (
    <section className="flex min-h-0 flex-1 items-center justify-center overflow-y-auto px-5 py-10">
      <div className="w-full max-w-[480px]">
        <Card>
          <h2 className="text-title">{title}</h2>
          <p className="mt-2 text-body text-text-2">{body}</p>
          {unsent > 0 ? <p className="mt-2 text-body text-text-2">{t("unsent", { count: unsent })}</p> : null}
          <div className="mt-5 flex flex-wrap gap-2">
            <ButtonLink href={`/projects/${projectId}`} variant="ink">
              {t("project")}
            </ButtonLink>
            <Button onClick={review.handOuts.ask}>{t("lookAgain")}</Button>
            <SettleSwitch review={review} />
            {review.state.decisions.length > 0 ? (
              <span className="wide:hidden">
                <UndoButton review={review} hasKey={false} />
              </span>
            ) : null}
          </div>
        </Card>
      </div>
    </section>
  );
}
