"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { ChartNotYet } from "@/components/charts/chart-not-yet";
import { drawReliability } from "@/components/charts/draw-reliability";
import { Card } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Whether the correction model's chances are worth something: what it said before a read against what was found. */
export function ReliabilityCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.reliability");
  const charts = useTranslations("charts");
  const format = useFormatter();
  const bins = (live.figures?.reliability ?? []).flatMap(({ from, to, predicted, wrong }) =>
    wrong.estimate === null
      ? []
      : [
          {
            from: from * 100,
            to: to * 100,
            forecast: predicted * 100,
            found: wrong.estimate * 100,
            lower: wrong.lower * 100,
            upper: wrong.upper * 100,
            count: wrong.total,
          },
        ],
  );
  if (bins.length === 0) {
    return (
      <Card className="h-full">
        <ChartNotYet title={t("title")} none={t("none")} height={160}>
          {t("noneBody")}
        </ChartNotYet>
      </Card>
    );
  }
  const percent = (value: number) => formatPercentFigure(value / 100);
  const whole = (value: number) => format.number(value, { maximumFractionDigits: 0 });
  return (
    <Card className="h-full">
      <ChartFrame
        id="round-reliability"
        title={t("title")}
        description={t("description")}
        fileName={`reliability-round-${live.round.number}`}
        numbers={{
          head: [t("bin"), t("forecast"), t("found"), charts("from"), charts("to"), t("reads")],
          rows: bins.map((bin) => [
            t("range", { from: whole(bin.from), to: whole(bin.to) }),
            percent(bin.forecast),
            percent(bin.found),
            percent(bin.lower),
            percent(bin.upper),
            format.number(bin.count),
          ]),
        }}
        draw={(width) =>
          drawReliability(width, {
            bins,
            words: { forecast: t("forecastAxis"), diagonal: t("diagonal") },
            format: whole,
          })
        }
      />
    </Card>
  );
}
