"use client";

import { Scale } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Review } from "@/components/review/use-review";
import { Icon } from "@/components/ui/icon";

/** The server counts so far and no further. */
const MANY = 100;

/** To what readers disagree on, where there is any, and back to the round. */
export function SettleSwitch({ review }: { readonly review: Review }) {
  const t = useTranslations("review.settle");
  const { queueKind, adjudicationsWaiting: count } = review.state;
  if (queueKind === "round" && count === 0) return null;
  const label = queueKind === "adjudication" ? t("back") : count >= MANY ? t("many") : t("waiting", { count });
  return (
    <button
      type="button"
      title={label}
      onClick={() =>
        review.dispatch({ kind: "queue_chosen", queueKind: queueKind === "round" ? "adjudication" : "round" })
      }
      className="inline-flex min-h-7 items-center gap-2 rounded-button px-2 text-control text-text-2 hover:bg-hover hover:text-text max-wide:min-h-11"
    >
      <Icon icon={Scale} size={15} />
      <span className="max-[1279px]:sr-only">{label}</span>
    </button>
  );
}
