"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { ChartNotYet } from "@/components/charts/chart-not-yet";
import { drawErrorLeft } from "@/components/charts/draw-error-left";
import { errorLeftCurve } from "@/components/rounds/error-left-data";
import { Card } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Error left against reads: what audits measure, what random review would have left, what is forecast. */
export function ErrorLeftCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.errorLeft");
  const charts = useTranslations("charts");
  const format = useFormatter();
  const { round, settings, curve, figures } = live;
  const { points, events, ...data } = errorLeftCurve(live);
  const last = points.at(-1);
  if (last === undefined) {
    return (
      <Card className="h-full">
        <ChartNotYet title={t("title")} none={t("none")} height={220}>
          {t("noneBody", { share: Math.round(settings.auditProbability * 100) })}
        </ChartNotYet>
      </Card>
    );
  }
  const percent = (value: number) => formatPercentFigure(value / 100);
  const start = figures?.graderError?.estimate ?? null;
  return (
    <Card>
      <ChartFrame
        id="round-error-left"
        title={t("title")}
        description={t("description", { units: round.unitCount })}
        fileName={`error-left-round-${round.number}`}
        numbers={{
          head: [t("reads"), t("measured"), charts("from"), charts("to"), t("forecast"), t("randomColumn")],
          rows: curve.map(({ reads, errorLeft, expected }) => [
            format.number(reads),
            errorLeft === null ? charts("none") : formatPercentFigure(errorLeft.estimate),
            errorLeft === null ? "" : formatPercentFigure(errorLeft.lower),
            errorLeft === null ? "" : formatPercentFigure(errorLeft.upper),
            formatPercentFigure(expected),
            start === null ? "" : formatPercentFigure(start * Math.max(0, 1 - reads / Math.max(1, round.unitCount))),
          ]),
        }}
        draw={(width) =>
          drawErrorLeft(width, {
            ...data,
            points,
            target: settings.targetError * 100,
            events: events.map(({ reads, event }) => ({ reads, name: t(`event.${event}`) })),
            format: (value) => format.number(value, { maximumFractionDigits: 1 }),
            words: {
              reads: t("readsAxis"),
              project: t("project"),
              random: t("random"),
              expected: t("expected"),
              target: t("target", { target: percent(settings.targetError * 100) }),
              now: t("now", { estimate: percent(last.estimate), upper: percent(last.upper) }),
            },
          })
        }
      />
    </Card>
  );
}
