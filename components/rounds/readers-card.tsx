"use client";

import { useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { ChartNotYet } from "@/components/charts/chart-not-yet";
import { drawIntervalRows } from "@/components/charts/draw-interval-rows";
import { Card } from "@/components/ui/card";
import { formatPercentFigure, formatSigned } from "@/components/ui/format-figure";
import type { ShareEstimate } from "@/lib/queries/pipeline-contract";
import type { RoundLive } from "@/lib/queries/round-contract";

const SHARES = { domain: [0, 100], ticks: [0, 25, 50, 75, 100] } as const;
const inPercent = ({ estimate, lower, upper }: { estimate: number; lower: number; upper: number }) => ({
  estimate: estimate * 100,
  lower: lower * 100,
  upper: upper * 100,
});
const whole = (value: number) => String(Math.round(value));

/** How far two clinicians agree with each other where both read the same unit: the ceiling of any grader. */
export function ReaderAgreementCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.agreement");
  const charts = useTranslations("charts");
  const agreement = live.figures?.agreement;
  if (agreement === undefined || agreement.pairs.estimate === null || agreement.kappa === null) {
    return (
      <Card className="h-full">
        <ChartNotYet title={t("title")} none={t("none")}>
          {t("noneBody", { pairs: agreement?.pairs.total ?? 0 })}
        </ChartNotYet>
      </Card>
    );
  }
  const { kappa, pairs } = agreement;
  const lowest = Math.floor(Math.min(0, kappa.lower) * 2) / 2;
  return (
    <Card className="h-full">
      <ChartFrame
        id="round-agreement"
        title={t("title")}
        description={t("description", { pairs: pairs.total })}
        fileName={`reader-agreement-round-${live.round.number}`}
        numbers={{
          head: [t("measure"), charts("estimate"), charts("from"), charts("to")],
          rows: [
            [t("kappa"), ...[kappa.estimate, kappa.lower, kappa.upper].map((value) => formatSigned(value))],
            [
              t("same"),
              ...[pairs.estimate ?? 0, pairs.lower, pairs.upper].map((value) => `${formatPercentFigure(value)}%`),
            ],
          ],
        }}
        draw={(width) =>
          drawIntervalRows(width, {
            domain: [lowest, 1],
            ticks: lowest < 0 ? [lowest, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1],
            format: (value) => formatSigned(value, value % 0.5 === 0 ? 1 : 2),
            zeroLine: 0,
            rows: [
              {
                name: t("kappa"),
                words: t("words", {
                  estimate: formatSigned(kappa.estimate),
                  lower: formatSigned(kappa.lower),
                  upper: formatSigned(kappa.upper),
                }),
                interval: kappa,
              },
            ],
          })
        }
      >
        <p className="mt-3 text-label text-text-3 tabular-nums">
          {t("note", {
            share: formatPercentFigure(pairs.estimate ?? 0),
            lower: formatPercentFigure(pairs.lower),
            upper: formatPercentFigure(pairs.upper),
          })}
        </p>
      </ChartFrame>
    </Card>
  );
}

/** How often readers say wrong with the grade hidden, and with it shown: the pull of a shown grade. */
export function AnchoringCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.anchoring");
  const charts = useTranslations("charts");
  const anchoring = live.figures?.anchoring;
  if (anchoring === undefined || anchoring.blind.estimate === null || anchoring.shown.estimate === null) {
    return (
      <Card className="h-full">
        <ChartNotYet title={t("title")} none={t("none")}>
          {t("noneBody")}
        </ChartNotYet>
      </Card>
    );
  }
  const { difference } = anchoring;
  const rows = [
    { name: t("blind"), share: anchoring.blind },
    { name: t("shown"), share: anchoring.shown },
  ];
  const figures = ({ estimate, lower, upper }: ShareEstimate) => [estimate ?? 0, lower, upper].map(formatPercentFigure);
  return (
    <Card className="h-full">
      <ChartFrame
        id="round-anchoring"
        title={t("title")}
        description={t("description")}
        fileName={`anchoring-round-${live.round.number}`}
        numbers={{
          head: [t("condition"), t("wrong"), charts("from"), charts("to"), t("reads")],
          rows: rows.map(({ name, share }) => [name, ...figures(share), String(share.total)]),
        }}
        draw={(width) =>
          drawIntervalRows(width, {
            ...SHARES,
            format: whole,
            rows: rows.map(({ name, share }) => ({
              name,
              words: t("words", {
                estimate: formatPercentFigure(share.estimate ?? 0),
                lower: formatPercentFigure(share.lower),
                upper: formatPercentFigure(share.upper),
              }),
              interval: inPercent({ ...share, estimate: share.estimate ?? 0 }),
            })),
          })
        }
      >
        <p className="mt-3 text-label text-text-3 tabular-nums">
          {difference === null
            ? t("noDifference")
            : t(difference.lower > 0 ? "sways" : difference.upper < 0 ? "repels" : "unclear", {
                difference: formatSigned(difference.estimate * 100, 0),
                lower: formatSigned(difference.lower * 100, 0),
                upper: formatSigned(difference.upper * 100, 0),
              })}
        </p>
      </ChartFrame>
    </Card>
  );
}
