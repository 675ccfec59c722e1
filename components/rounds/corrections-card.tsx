"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { ChartNotYet } from "@/components/charts/chart-not-yet";
import { drawCorrections } from "@/components/charts/draw-corrections";
import { Card } from "@/components/ui/card";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Corrections against reads: the running count, beside what as many reads in random order would find. */
export function CorrectionsCard({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.corrections");
  const format = useFormatter();
  const { round, curve, figures } = live;
  const first = curve[0];
  if (first === undefined) {
    return (
      <Card className="h-full">
        <ChartNotYet title={t("title")} none={t("none")} height={160}>
          {t("noneBody")}
        </ChartNotYet>
      </Card>
    );
  }
  const points = first.reads === 0 ? curve : [{ reads: 0, corrections: 0 }, ...curve];
  const before = points.at(-2) ?? first;
  const last = points.at(-1) ?? first;
  const random = figures?.graderError ?? null;
  return (
    <Card className="h-full">
      <ChartFrame
        id="round-corrections"
        title={t("title")}
        description={t("description", {
          recent: last.corrections - before.corrections,
          reads: last.reads - before.reads,
        })}
        fileName={`corrections-round-${round.number}`}
        numbers={{
          head: [t("reads"), t("corrections"), t("sinceLast"), t("randomColumn")],
          rows: points.map(({ reads, corrections }, index) => {
            const previous = points[index - 1];
            return [
              format.number(reads),
              format.number(corrections),
              previous === undefined
                ? ""
                : t("of", { corrections: corrections - previous.corrections, reads: reads - previous.reads }),
              random === null
                ? ""
                : t("range", {
                    lower: format.number(reads * random.lower, { maximumFractionDigits: 0 }),
                    upper: format.number(reads * random.upper, { maximumFractionDigits: 0 }),
                  }),
            ];
          }),
        }}
        draw={(width) =>
          drawCorrections(width, {
            points,
            randomShare: random,
            lastRead: last.reads,
            words: { reads: t("readsAxis"), project: t("project"), random: t("random") },
            format: (value) => format.number(value),
          })
        }
      />
    </Card>
  );
}
