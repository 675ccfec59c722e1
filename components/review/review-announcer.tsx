"use client";

import { useTranslations } from "use-intl";
import type { Happening } from "@/components/review/review-state";
import type { Review } from "@/components/review/use-review";

/** Names what happened, so that the same words about another answer are another announcement. */
function happeningKey(happened: Happening | null): string {
  if (happened === null) return "opened";
  switch (happened.kind) {
    case "nothing_to_undo":
    case "nothing_more_seen":
      return happened.kind;
    case "bookmarked":
      return `${happened.kind} ${happened.round} ${happened.isSet}`;
    case "answered":
    case "undone":
      return `${happened.kind} ${happened.decision.key}`;
  }
}

/** Says aloud what the last key did and what is next. */
export function ReviewAnnouncer({ review }: { readonly review: Review }) {
  const t = useTranslations("review.say");
  const marks = useTranslations("marks");
  const { happened } = review.state;
  const done = (() => {
    if (happened === null) return "";
    switch (happened.kind) {
      case "nothing_to_undo":
        return t("nothingToUndo");
      case "nothing_more_seen":
        return t("nothingRest");
      case "bookmarked":
        return t(happened.isSet ? "bookmarked" : "unbookmarked", { turn: happened.round });
      case "answered":
      case "undone": {
        const { decision } = happened;
        const isUndone = happened.kind === "undone";
        if (decision.kind === "rest") {
          return isUndone ? t("restUndone") : t("rest", { count: decision.unitIds.length });
        }
        const about = { criterion: marks(`criterion.${decision.criterion}`), turn: decision.round ?? 0 };
        return t(isUndone ? "undone" : decision.kind, about);
      }
    }
  })();
  const inView = review.unit ?? review.blind;
  // After a blind answer the reader stays on the item: what is new is the grade, not the place.
  const isStaying = review.state.reveal !== null;
  const left = happened !== null && "decision" in happened ? happened.decision.trajectoryId : null;
  const isElsewhere = left !== null && left !== review.state.look?.trajectoryId;
  const next =
    inView === null || review.trajectory === undefined || isStaying
      ? ""
      : t(isElsewhere ? "nextElsewhere" : "next", {
          criterion: marks(`criterion.${inView.criterion}`),
          turn: review.placeIndex + 1,
          count: review.trajectory.turns.length,
        });
  // Two items in a row can read alike (the last turn of one consultation after that of another). A live region whose text
  // stays the same is not spoken again, so each announcement is an element of its own.
  const announcement = `${happeningKey(happened)} ${inView?.unitId ?? "none"} ${isStaying}`;
  return (
    <p aria-live="polite" className="sr-only">
      <span key={announcement} data-announcement={announcement}>
        {done} {next} {isStaying && review.isRevealed ? t("revealed") : ""}{" "}
        {review.blind !== null && !isStaying ? t("blind") : ""}
      </span>
    </p>
  );
}
