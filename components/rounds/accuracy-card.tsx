"use client";

import { useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { drawIntervalRows } from "@/components/charts/draw-interval-rows";
import { shareAxis } from "@/components/charts/share-axis";
import { Card, CardHead } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { RoundView } from "@/lib/queries/pipeline-contract";

/** Accuracy per criterion from the audit lane: each share stands beside its drawn interval, never alone. */
export function AccuracyCard({ round }: { readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const charts = useTranslations("charts");
  const marks = useTranslations("marks.criterion");
  const rows = round.accuracy.filter((one) => one.criterion !== "format");
  const known = rows.filter((one) => one.share.estimate !== null);
  if (known.length === 0) {
    return (
      <Card labelledBy="round-accuracy">
        <CardHead id="round-accuracy" title={t("accuracy")} aside={t("accuracyNote")} />
        <p className="mt-4 text-step text-text-2">{t("accuracyNone")}</p>
        <div aria-hidden="true" className="hatched mt-4 h-10 rounded-tag border border-line" />
        <p className="mt-3 text-label text-text-3">
          {round.state === "finished" || round.state === "canceled"
            ? t("accuracyNoneEnded")
            : t("accuracyNoneBody", {
                budget: round.budgetReads,
                expected: Math.max(1, Math.round(round.budgetReads * round.auditProbability)),
              })}
        </p>
      </Card>
    );
  }
  const axis = shareAxis(Math.min(...known.map(({ share }) => share.lower)));
  return (
    <Card labelledBy="round-accuracy">
      <ChartFrame
        id="round-accuracy"
        title={t("accuracy")}
        description={t("accuracyNote")}
        fileName={`accuracy-round-${round.number}`}
        numbers={{
          head: [charts("criterion"), t("accuracyColumn"), charts("from"), charts("to"), t("accuracyRead")],
          rows: known.map(({ criterion, share }) => [
            marks(criterion),
            formatPercentFigure(share.estimate ?? 0),
            formatPercentFigure(share.lower),
            formatPercentFigure(share.upper),
            t("accuracyCount", { right: share.right, total: share.total }),
          ]),
        }}
        draw={(width) =>
          drawIntervalRows(width, {
            ...axis,
            format: (value) => String(Math.round(value * 10) / 10),
            rows: rows.map(({ criterion, share: { estimate, lower, upper } }) => ({
              name: marks(criterion),
              words:
                estimate === null
                  ? t("accuracyWaiting")
                  : t("accuracyWords", {
                      estimate: formatPercentFigure(estimate),
                      lower: formatPercentFigure(lower),
                      upper: formatPercentFigure(upper),
                    }),
              interval: estimate === null ? null : { estimate: estimate * 100, lower: lower * 100, upper: upper * 100 },
            })),
          })
        }
      >
        <p className="mt-3 text-label text-text-3">{t("format")}</p>
      </ChartFrame>
    </Card>
  );
}
