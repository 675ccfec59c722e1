"use client";

import { Bookmark, BookmarkCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import type { Review } from "@/components/review/use-review";
import { Icon } from "@/components/ui/icon";

/** Marks the turn to come back to; for this reader alone. */
export function BookmarkButton({ review, hasKey = true }: { readonly review: Review; readonly hasKey?: boolean }) {
  const t = useTranslations("review.grades");
  const isSet = review.turn?.isBookmarked ?? false;
  return (
    <button
      type="button"
      aria-pressed={isSet}
      onClick={review.toggleBookmark}
      className="inline-flex min-h-7 items-center gap-2 rounded-button px-1 text-control text-text-2 hover:text-text max-wide:min-h-11 max-wide:px-2"
    >
      <Icon icon={isSet ? BookmarkCheck : Bookmark} size={15} />
      {t(isSet ? "bookmarked" : "bookmark")}
      {hasKey ? <CommandCap name="bookmark" /> : null}
    </button>
  );
}
