"use client";

import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { BarMeter } from "@/components/ui/bar-meter";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardHead } from "@/components/ui/card";
import type { RoundLive } from "@/lib/queries/round-contract";

const GROUPS = ["settled", "changedByModel", "waiting", "ambiguous", "unread"] as const;

/** How the labels stand that an export would carry: whose word each is, and what can't go. Counts, so no intervals. */
export function LabelsCard({ live, projectId }: { readonly live: RoundLive; readonly projectId: string }) {
  const t = useTranslations("rounds.labels");
  const format = useFormatter();
  const labels = live.figures?.labels ?? null;
  const total = Math.max(1, live.round.unitCount);
  return (
    <Card labelledBy="round-labels" className="flex h-full flex-col">
      <CardHead id="round-labels" title={t("title")} aside={t("units", { count: live.round.unitCount })} />
      {labels === null ? (
        <p className="mt-3 text-control text-text-2">{t("none")}</p>
      ) : (
        <dl className="mt-3 space-y-2.5">
          {GROUPS.map((group) => (
            <div key={group} className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-1 text-control">
              <dt className="min-w-0">
                {t(`group.${group}`)} <span className="text-label text-text-3">{t(`fate.${group}`)}</span>
              </dt>
              <dd className="font-[500] tabular-nums">{format.number(labels[group])}</dd>
              <dd className="col-span-2">
                <BarMeter
                  value={labels[group]}
                  total={total}
                  tone={group === "unread" ? "grey" : group === "ambiguous" ? "wrong" : "ink"}
                  label={`${t(`group.${group}`)}: ${format.number(labels[group])}`}
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className="mt-auto flex flex-wrap items-center justify-between gap-3 pt-4">
        <p className="min-w-0 flex-1 basis-48 text-label text-text-3">{t("note")}</p>
        <ButtonLink size="small" href={projectPath(projectId, "/exports")} iconAfter={ArrowRight}>
          {t("exports")}
        </ButtonLink>
      </div>
    </Card>
  );
}
