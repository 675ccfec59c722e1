"use client";

import { useQuery } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Decision } from "@/components/review/decision";
import { DecisionSummary } from "@/components/review/decision-summary";
import { bookmarksQuery } from "@/components/review/review-queries";
import type { Review } from "@/components/review/use-review";
import { Drawer } from "@/components/ui/drawer";
import { Icon } from "@/components/ui/icon";

/** How many decisions the list holds; older ones are undone through the newer. */
const LISTED = 50;
const ROW =
  "flex min-h-11 w-full items-center gap-2 rounded-button px-2 text-left text-control hover:bg-hover aria-disabled:cursor-default";

/** The last decisions, each a way back to change it, and this reader's bookmarks. */
export function DecisionsDrawer({
  review,
  isOpen,
  onOpenChange,
}: {
  readonly review: Review;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}) {
  const t = useTranslations("review.decisions");
  const strip = useTranslations("review.strip");
  const bookmarks = useQuery({ ...bookmarksQuery(review.projectId), enabled: isOpen });
  const go = (trajectoryId: string, turnId: string, unitId: string | null) => {
    onOpenChange(false);
    review.dispatch({ kind: "looked", look: { trajectoryId, turnId, unitId } });
  };
  const open = (decision: Decision) => {
    if (decision.turnId !== "")
      go(decision.trajectoryId, decision.turnId, decision.kind === "rest" ? null : decision.unitId);
  };
  return (
    <Drawer open={isOpen} onOpenChange={onOpenChange} title={t("title")} description={t("description")}>
      {review.state.decisions.length === 0 ? <p className="text-control text-text-3">{t("empty")}</p> : null}
      <ol className="flex flex-col">
        {review.state.decisions.slice(0, LISTED).map((decision) => (
          <li key={decision.key} className="border-line not-first:border-t">
            <button
              type="button"
              aria-disabled={decision.turnId === "" || undefined}
              onClick={() => open(decision)}
              className={ROW}
            >
              <DecisionSummary decision={decision} />
            </button>
          </li>
        ))}
      </ol>
      <h3 className="mt-6 mb-1 text-body font-[600]">{t("bookmarks")}</h3>
      {bookmarks.data?.bookmarks.length === 0 ? <p className="text-control text-text-3">{t("noBookmarks")}</p> : null}
      <ul className="flex flex-col">
        {bookmarks.data?.bookmarks.map((bookmark) => (
          <li key={bookmark.turnId} className="border-line not-first:border-t">
            <button type="button" onClick={() => go(bookmark.trajectoryId, bookmark.turnId, null)} className={ROW}>
              <Icon icon={Bookmark} size={15} />
              <span className="truncate">{bookmark.sessionLabel}</span>
              <span className="shrink-0 text-text-2 tabular-nums">{strip("turn", { turn: bookmark.round })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
