"use client";

import { useEffect, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import type { Review } from "@/components/review/use-review";

/** A comment that goes with the next answer on this unit. Escape leaves the field and keeps the words. */
export function CommentField({ review }: { readonly review: Review }) {
  const t = useTranslations("review.grades");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  return (
    <div>
      <label htmlFor={id} className="text-label text-text-3">
        {t("commentLabel")}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        maxLength={2000}
        value={review.state.comment}
        placeholder={t("commentHint")}
        onChange={(event) => review.dispatch({ kind: "comment_written", comment: event.target.value })}
        onKeyDown={(event) => {
          const isDone = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
          if (!isDone || event.nativeEvent.isComposing) return;
          event.preventDefault();
          review.dispatch({ kind: "comment_opened", isOpen: false });
        }}
        className="mt-1 block w-full resize-none rounded-input border border-control bg-surface px-3 py-2 text-control placeholder:text-text-3"
      />
    </div>
  );
}
