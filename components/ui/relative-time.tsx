"use client";

import { useFormatter, useNow, useTranslations } from "use-intl";

/** How long ago, in the shortest form that is true: "2 min", "1 h", "2 d"; the full time on hover. */
export function RelativeTime({ at }: { readonly at: string }) {
  const t = useTranslations("common.ago");
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  const date = new Date(at);
  const seconds = Math.max(0, (now.getTime() - date.getTime()) / 1000);
  const words =
    seconds < 60
      ? t("now")
      : seconds < 3600
        ? t("minutes", { count: Math.floor(seconds / 60) })
        : seconds < 86_400
          ? t("hours", { count: Math.floor(seconds / 3600) })
          : seconds < 30 * 86_400
            ? t("days", { count: Math.floor(seconds / 86_400) })
            : format.dateTime(date, { day: "numeric", month: "short", year: "numeric" });
  return (
    <time
      dateTime={at}
      title={format.dateTime(date, { dateStyle: "medium", timeStyle: "short" })}
      className="whitespace-nowrap tabular-nums"
      suppressHydrationWarning
    >
      {words}
    </time>
  );
}
