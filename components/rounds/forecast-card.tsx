"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Spoken } from "@/components/shell/sentences";
import { Card, CardHead } from "@/components/ui/card";
import { Fact } from "@/components/ui/fact";
import { Notice } from "@/components/ui/notice";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Whether to read on: what the next reads are expected to bring, and what the target still takes. */
export function ForecastCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.forecast");
  const format = useFormatter();
  const { figures, model, round } = live;
  const forecast = figures?.forecast ?? null;
  const needed = forecast?.readsNeeded ?? null;
  return (
    <Card labelledBy="round-forecast" className="flex h-full flex-col">
      <CardHead
        id="round-forecast"
        title={t("title")}
        aside={model.refits === 0 ? null : t("fitted", { reads: model.readsAtFit })}
      />
      {model.state === "failed" ? (
        <Notice tone="error" className="mt-3" title={t("failed")}>
          <Spoken text={model.failure ?? t("failedUnknown")} /> {t("failedKept")}
        </Notice>
      ) : null}
      {forecast === null ? (
        <>
          <p className="mt-3 text-step text-text-2">{t("none")}</p>
          <p className="mt-1 text-control text-text-2">{t("noneBody")}</p>
        </>
      ) : (
        <>
          <p className="mt-3 text-step">
            {t(round.state === "finished" ? `ended.${forecast.advice}` : `advice.${forecast.advice}`)}
          </p>
          <p className="mt-1 text-control text-text-2 tabular-nums">
            {t(`because.${forecast.advice}`, {
              corrections: format.number(forecast.nextCorrections, { maximumFractionDigits: 1 }),
            })}
          </p>
          <dl className="mt-auto grid grid-cols-3 gap-3 pt-4">
            <Fact name={t("targeted")}>{needed === null ? t("outOfReach") : format.number(needed.targeted)}</Fact>
            <Fact name={t("audits")}>{needed === null ? t("outOfReach") : format.number(needed.audits)}</Fact>
            <Fact name={t("minutes")}>
              {needed === null
                ? t("outOfReach")
                : forecast.minutesNeeded === null
                  ? t("unknown")
                  : format.number(forecast.minutesNeeded, { maximumFractionDigits: 0 })}
            </Fact>
          </dl>
          <p className="mt-3 text-label text-text-3">{t("note")}</p>
        </>
      )}
    </Card>
  );
}
