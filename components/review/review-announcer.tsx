"use client";

import { useTranslations } from "use-intl";
import type { Review } from "@/components/review/use-review";

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
  const next =
    inView === null || review.trajectory === undefined || isStaying
      ? ""
      : t("next", {
          criterion: marks(`criterion.${inView.criterion}`),
          turn: review.placeIndex + 1,
          count: review.trajectory.turns.length,
        });
  return (
    <p aria-live="polite" className="sr-only">
      {done} {next} {isStaying && review.isRevealed ? t("revealed") : ""}{" "}
      {review.blind !== null && !isStaying ? t("blind") : ""}
    </p>
  );
}
