"use client";

import { useFormatter, useTranslations } from "use-intl";
import { keyOf, unitOf } from "@/components/review/outbox-entry";
import type { Review } from "@/components/review/use-review";
import { Spoken } from "@/components/shell/sentences";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";

/** Answers the server refused, each kept until dismissed. They lie over the consultation and move nothing. */
export function ReviewNotices({ review }: { readonly review: Review }) {
  const t = useTranslations("review.refused");
  const o = useTranslations("review.offline");
  const s = useTranslations("review.signedOut");
  const rest = useTranslations("review.rest");
  const marks = useTranslations("marks");
  const format = useFormatter();
  const { refused, offlineSince, unsent, isSignedOut } = review.outbox;
  // A short gap says itself in the top bar; the notice is for a reader who begins to wonder.
  const isLongOffline = offlineSince !== null && unsent.length >= 5;
  if (refused.length === 0 && !isLongOffline && !isSignedOut) return null;
  const signIn = `/sign-in?${new URLSearchParams({ next: `/projects/${review.projectId}/review` })}`;
  return (
    <div className="absolute inset-x-4 top-3 z-10 mx-auto flex max-w-[560px] flex-col gap-2 phone:inset-x-10 wide:right-[calc(clamp(400px,37%,528px)+40px)]">
      {isSignedOut ? (
        <Notice
          tone="error"
          title={s("title")}
          action={
            <ButtonLink href={signIn} variant="ink">
              {s("signIn")}
            </ButtonLink>
          }
        >
          {s("body", { count: unsent.length })}
        </Notice>
      ) : null}
      {isLongOffline ? (
        <Notice
          tone="error"
          title={o("title", { time: format.dateTime(offlineSince, { hour: "2-digit", minute: "2-digit" }) })}
          action={<Button onClick={review.sendNow}>{o("tryNow")}</Button>}
        >
          {o("body", { count: unsent.length })}
        </Notice>
      ) : null}
      {refused.map((entry) => (
        <Notice
          key={keyOf(entry)}
          tone="error"
          title={t("title", {
            criterion: entry.about.criterion === null ? rest("chip") : marks(`criterion.${entry.about.criterion}`),
            turn: entry.about.round,
          })}
          action={
            <>
              <Button
                onClick={() => {
                  review.dismiss(keyOf(entry));
                  const { trajectoryId, turnId } = entry.about;
                  review.dispatch({
                    kind: "looked",
                    look: { trajectoryId, turnId, unitId: unitOf(entry) },
                  });
                }}
              >
                {t("open")}
              </Button>
              <Button variant="quiet" onClick={() => review.dismiss(keyOf(entry))}>
                {t("dismiss")}
              </Button>
            </>
          }
        >
          <Spoken text={entry.refusal} />
        </Notice>
      ))}
    </div>
  );
}
