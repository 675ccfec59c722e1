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
    if (happened.kind === "nothing_to_undo") return t("nothingToUndo");
    const about = { criterion: marks(`criterion.${happened.decision.criterion}`), turn: happened.decision.round };
    return t(happened.kind === "undone" ? "undone" : happened.decision.kind, about);
  })();
  const next =
    review.unit === null || review.trajectory === undefined
      ? ""
      : t("next", {
          criterion: marks(`criterion.${review.unit.criterion}`),
          turn: review.placeIndex + 1,
          count: review.trajectory.turns.length,
        });
  return (
    <p aria-live="polite" className="sr-only">
      {done} {next}
    </p>
  );
}
