"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { RoundLive } from "@/lib/queries/round-contract";

/** What happened in the round, newest first; with its seed it replays to the same decisions. */
export function LogCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.log");
  const marks = useTranslations("marks.criterion");
  const format = useFormatter();
  const { log, settings, model } = live;
  return (
    <Card labelledBy="round-log">
      <CardHead
        id="round-log"
        title={t("title")}
        aside={model.refits === 0 ? null : t("refits", { count: model.refits })}
      />
      <ol className="mt-3 space-y-1.5">
        {log.map((line) => (
          <li key={line.id} className="flex items-baseline gap-3 text-control">
            <span className="min-w-0 flex-1">{t(`event.${line.event}`)}</span>
            <span className="text-label text-text-3 tabular-nums">{t("atReads", { reads: line.reads })}</span>
            <span className="w-14 shrink-0 text-right text-label text-text-3">
              <RelativeTime at={line.at} />
            </span>
          </li>
        ))}
      </ol>
      <p className="mt-4 border-line border-t pt-3 text-label text-text-3 [overflow-wrap:anywhere]">
        {t("settings", {
          criteria: settings.criteria.map((criterion) => marks(criterion)).join(", "),
          audits: format.number(settings.auditProbability * 100, { maximumFractionDigits: 1 }),
          target: format.number(settings.targetError * 100, { maximumFractionDigits: 1 }),
        })}{" "}
        {t("seed")} <code>{settings.seed}</code>
      </p>
    </Card>
  );
}
