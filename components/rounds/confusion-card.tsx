"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { ChartNotYet } from "@/components/charts/chart-not-yet";
import { type ConfusionCell, type ConfusionPanel, drawConfusion } from "@/components/charts/draw-confusion";
import type { Interval } from "@/components/charts/interval-shape";
import { Card } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { ShareEstimate } from "@/lib/queries/pipeline-contract";
import type { RoundLive } from "@/lib/queries/round-contract";

type Confusion = RoundLive["confusion"][number];

const intervalOf = ({ estimate, lower, upper }: ShareEstimate): Interval | null =>
  estimate === null ? null : { estimate, lower, upper };

/** The cells of a matrix, each on the diagonal with how often the grader is right when it says so. */
function cellsOf({ cells, byGrade }: Confusion): ConfusionCell[] {
  return cells.map((cell) => {
    const right =
      cell.grader === cell.clinician ? byGrade.find(({ grader }) => grader === cell.grader)?.right : undefined;
    return { ...cell, share: right === undefined ? null : intervalOf(right) };
  });
}

/** Clinician against grader in the audit lane, a panel a criterion. */
export function ConfusionCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.confusion");
  const charts = useTranslations("charts");
  const marks = useTranslations("marks.criterion");
  const format = useFormatter();
  const { round } = live;
  const read = live.confusion.filter(({ right }) => right.total > 0);
  const count = read.reduce((sum, { right }) => sum + right.total, 0);
  const title = t("title", { grader: round.graderLabel });
  if (count === 0) {
    return (
      <Card>
        <ChartNotYet title={title} none={t("none")}>
          {t("noneBody")}
        </ChartNotYet>
      </Card>
    );
  }
  const values = {
    decision: [
      { value: "continue", word: t("continue") },
      { value: "stop", word: t("stop") },
    ],
    content: ["0", "0.5", "1"].map((value) => ({ value, word: value })),
  };
  const wordOf = (value: string) => values.decision.find((one) => one.value === value)?.word ?? value;
  const axisFrom = read.every(({ right }) => right.lower >= 0.5) ? 0.5 : 0;
  const panels = read.map((one): ConfusionPanel => {
    const { criterion, right } = one;
    const head = {
      name: marks(criterion),
      note: t("read", { count: right.total }),
      right: intervalOf(right),
      rightWords: right.estimate === null ? "" : `${formatPercentFigure(right.estimate)}%`,
    };
    if (criterion !== "decision" && criterion !== "content") {
      const bars = [
        { name: t("rightBar"), count: right.right, isRight: true },
        { name: t("wrongBar"), count: right.total - right.right, isRight: false },
      ];
      return { ...head, body: { kind: "bars", bars } };
    }
    return {
      ...head,
      body: {
        kind: "matrix",
        values: values[criterion],
        cells: cellsOf(one),
        cellWords: (cell) =>
          t("cell", { clinician: wordOf(cell.clinician), grader: wordOf(cell.grader), count: cell.count }),
      },
    };
  });
  return (
    <Card>
      <ChartFrame
        id="round-confusion"
        title={title}
        description={t("description", { count, from: axisFrom * 100 })}
        fileName={`confusion-round-${round.number}`}
        numbers={{
          head: [charts("criterion"), t("clinician"), t("grader"), t("count"), t("rightWhenSaid")],
          rows: read.flatMap((one) =>
            one.cells.length === 0
              ? [
                  [
                    marks(one.criterion),
                    t("any"),
                    t("any"),
                    t("rightOf", { right: one.right.right, total: one.right.total }),
                    t("range", {
                      lower: formatPercentFigure(one.right.lower),
                      upper: formatPercentFigure(one.right.upper),
                    }),
                  ],
                ]
              : cellsOf(one).map((cell) => [
                  marks(one.criterion),
                  wordOf(cell.clinician),
                  wordOf(cell.grader),
                  format.number(cell.count),
                  cell.share === null
                    ? ""
                    : t("range", {
                        lower: formatPercentFigure(cell.share.lower),
                        upper: formatPercentFigure(cell.share.upper),
                      }),
                ]),
          ),
        }}
        draw={(width) => drawConfusion(width, { panels, axisFrom })}
      />
    </Card>
  );
}
