"use client";

import { useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { ChartNotYet } from "@/components/charts/chart-not-yet";
import { drawIntervalRows, type IntervalRow } from "@/components/charts/draw-interval-rows";
import type { Interval } from "@/components/charts/interval-shape";
import { shareAxis } from "@/components/charts/share-axis";
import { Card } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { RoundFigures, RoundLive } from "@/lib/queries/round-contract";

type Accuracy = RoundFigures["accuracy"][number];

/** Audits alone say so until the first refit. */
function accuraciesOf({ figures, round }: RoundLive): readonly Accuracy[] {
  return (
    figures?.accuracy ??
    round.accuracy
      .filter(({ criterion }) => criterion !== "format")
      .map(({ criterion, share }) => ({ criterion, audits: share, powered: null }))
  );
}

const inPercent = ({ estimate, lower, upper }: Interval): Interval => ({
  estimate: estimate * 100,
  lower: lower * 100,
  upper: upper * 100,
});

/**
 * How often the grader is right, by criterion: from random audits, and below, where that is narrower, with the help of the
 * correction model.
 */
export function AccuracyCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.accuracy");
  const charts = useTranslations("charts");
  const marks = useTranslations("marks.criterion");
  const { round } = live;
  const all = accuraciesOf(live);
  const known = all.flatMap((one) => {
    const { estimate, lower, upper } = one.audits;
    return estimate === null ? [] : [{ ...one, share: { estimate, lower, upper } }];
  });
  if (known.length === 0) {
    const isOver = round.state === "finished" || round.state === "canceled";
    return (
      <Card className="h-full">
        <ChartNotYet title={t("title")} none={t("none")}>
          {isOver
            ? t("noneEnded")
            : t("noneBody", { share: Math.round(round.auditProbability * 100), budget: round.budgetReads })}
        </ChartNotYet>
      </Card>
    );
  }
  const nameOf = ({ criterion }: Accuracy) => (criterion === null ? t("all") : marks(criterion));
  const words = ({ estimate, lower, upper }: Interval) =>
    t("words", {
      estimate: formatPercentFigure(estimate),
      lower: formatPercentFigure(lower),
      upper: formatPercentFigure(upper),
    });
  const axis = shareAxis(Math.min(...known.flatMap(({ share, powered }) => [share.lower, powered?.lower ?? 1])));
  const rows = known.flatMap((one): IntervalRow[] => [
    { name: nameOf(one), words: words(one.share), interval: inPercent(one.share) },
    ...(one.powered === null
      ? []
      : [
          {
            name: t("powered", { name: nameOf(one) }),
            words: words(one.powered),
            interval: inPercent(one.powered),
            thin: true,
          },
        ]),
  ]);
  const best = known.find(({ criterion, powered }) => criterion === null && powered !== null)?.powered ?? null;
  const figures = ({ estimate, lower, upper }: Interval) => [estimate, lower, upper].map(formatPercentFigure);
  return (
    <Card className="h-full">
      <ChartFrame
        id="round-accuracy"
        title={t("title")}
        description={t("description")}
        fileName={`accuracy-round-${round.number}`}
        numbers={{
          head: [charts("criterion"), t("right"), charts("from"), charts("to"), t("rightOfRead")],
          rows: known.flatMap((one) => [
            [nameOf(one), ...figures(one.share), t("count", { right: one.audits.right, total: one.audits.total })],
            ...(one.powered === null
              ? []
              : [
                  [
                    t("powered", { name: nameOf(one) }),
                    ...figures(one.powered),
                    t("gain", { gain: one.powered.gain.toFixed(1) }),
                  ],
                ]),
          ]),
        }}
        draw={(width) =>
          drawIntervalRows(width, { ...axis, rows, format: (value) => String(Math.round(value * 10) / 10) })
        }
      >
        <p className="mt-3 text-label text-text-3 tabular-nums">
          {best === null ? t("format") : `${t("gainNote", { gain: best.gain.toFixed(1) })} ${t("format")}`}
        </p>
      </ChartFrame>
    </Card>
  );
}
