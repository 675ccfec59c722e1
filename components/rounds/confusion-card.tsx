"use client";

import { useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { type ConfusionPanel, drawConfusion } from "@/components/charts/draw-confusion";
import { Card, CardHead } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { RoundView } from "@/lib/queries/pipeline-contract";

type Counts = RoundView["confusion"]["decision"];

/** Clinician against grader in the audit lane, for the two criteria whose values can be set side by side. */
export function ConfusionCard({ round }: { readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const charts = useTranslations("charts");
  const { decision, content } = round.confusion;
  const count = round.accuracy.reduce((sum, one) => sum + one.share.total, 0);
  const title = t("confusion", { grader: round.graderLabel });
  if (count === 0) {
    return (
      <Card labelledBy="round-confusion">
        <CardHead id="round-confusion" title={title} />
        <p className="mt-3 text-control text-text-3">{t("confusionNone")}</p>
      </Card>
    );
  }
  const panel = (name: string, counts: Counts, words: Readonly<Record<string, string>>): ConfusionPanel => ({
    name,
    note: t("confusionCount", { count: counts.reduce((sum, cell) => sum + cell.count, 0) }),
    values: Object.entries(words).map(([value, word]) => ({ value, word })),
    cells: counts.map((cell) => ({ ...cell, share: null })),
    cellWords: (cell) =>
      t("confusionCell", {
        clinician: words[cell.clinician] ?? cell.clinician,
        grader: words[cell.grader] ?? cell.grader,
        count: cell.count,
      }),
  });
  const panels = [
    panel(t("decision"), decision, { continue: t("continue"), stop: t("stop") }),
    panel(t("content"), content, { "0": "0", "0.5": "0.5", "1": "1" }),
  ];
  return (
    <Card labelledBy="round-confusion">
      <ChartFrame
        id="round-confusion"
        title={title}
        description={t("confusionNote", { count })}
        fileName={`confusion-round-${round.number}`}
        numbers={{
          head: [charts("criterion"), t("clinician"), t("grader"), t("count"), t("rowShare")],
          rows: panels.flatMap(({ name, cells }) =>
            cells.map((cell) => [
              name,
              cell.clinician,
              cell.grader,
              String(cell.count),
              cell.share === null ? "" : formatPercentFigure(cell.share.estimate),
            ]),
          ),
        }}
        draw={(width) => drawConfusion(width, panels)}
      />
    </Card>
  );
}
