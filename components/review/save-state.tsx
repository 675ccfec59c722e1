"use client";

import { Cloud, CloudOff, CloudUpload } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { OutboxView } from "@/components/review/verdict-outbox";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

/** A save that takes less is not worth a flicker. */
const WORTH_SHOWING_MS = 400;

/** Where the answers are: all saved, so many unsent, or offline and kept here. Pressing it tries at once. */
export function SaveState({ outbox, onSend }: { readonly outbox: OutboxView; readonly onSend: () => void }) {
  const t = useTranslations("review.save");
  const count = outbox.unsent.length;
  const oldest = outbox.unsent[0]?.input.idempotencyKey ?? null;
  const [slow, setSlow] = useState<string | null>(null);
  useEffect(() => {
    if (oldest === null) return;
    const timer = setTimeout(() => setSlow(oldest), WORTH_SHOWING_MS);
    return () => clearTimeout(timer);
  }, [oldest]);
  const isOffline = outbox.offlineSince !== null && count > 0;
  const isWaiting = isOffline || (count > 0 && (slow === oldest || count > 1));
  const words =
    outbox.isSignedOut && count > 0
      ? t("signedOut", { count })
      : isOffline
        ? t(outbox.isKept ? "offline" : "notKept", { count })
        : isWaiting
          ? t(outbox.isKept ? "unsent" : "notKept", { count })
          : t("saved");
  return (
    // Busy while a save is too short to speak of: what stands here is about to be so, not yet so.
    <span role="status" aria-busy={count > 0 && !isWaiting} className="shrink-0">
      <button
        type="button"
        title={isWaiting ? t("sendNow") : undefined}
        onClick={onSend}
        className={classNames(
          "inline-flex h-7 items-center gap-2 rounded-button border bg-surface px-2.5 text-label text-text-2 tabular-nums hover:bg-hover",
          isOffline ? "border-control" : "border-line",
        )}
      >
        <Icon icon={isOffline ? CloudOff : isWaiting ? CloudUpload : Cloud} size={15} />
        {words}
      </button>
    </span>
  );
}
