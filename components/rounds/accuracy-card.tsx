"use client";

import { useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { IntervalPlot } from "@/components/ui/interval-plot";
import type { RoundView } from "@/lib/queries/pipeline-contract";

/** Accuracy per criterion from the audit lane: each share stands beside its drawn interval, never alone. */
export function AccuracyCard({ round }: { readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const marks = useTranslations("marks.criterion");
  const known = round.accuracy.filter((one) => one.share.estimate !== null);
  return (
    <Card labelledBy="round-accuracy">
      <CardHead id="round-accuracy" title={t("accuracy")} aside={t("accuracyNote")} />
      {known.length === 0 ? (
        <div className="mt-4">
          <p className="text-step text-text-2">{t("accuracyNone")}</p>
          <div aria-hidden="true" className="hatched mt-4 h-10 rounded-tag border border-line" />
          <p className="mt-3 text-label text-text-3">
            {round.state === "finished" || round.state === "canceled"
              ? t("accuracyNoneEnded")
              : t("accuracyNoneBody", {
                  budget: round.budgetReads,
                  expected: Math.max(1, Math.round(round.budgetReads * round.auditProbability)),
                })}
          </p>
        </div>
      ) : (
        <>
          <div className="mt-4 grid gap-x-10 gap-y-6 fold:grid-cols-3">
            {round.accuracy
              .filter((one) => one.criterion !== "format")
              .map(({ criterion, share }) => (
                <div key={criterion} className="min-w-0">
                  <h3 className="text-control font-[600]">{marks(criterion)}</h3>
                  {share.estimate === null ? (
                    <>
                      <p className="mt-1 text-control text-text-3">{t("accuracyWaiting")}</p>
                      <div aria-hidden="true" className="hatched mt-4 h-8 rounded-tag border border-line" />
                    </>
                  ) : (
                    <>
                      <p className="mt-1 flex flex-wrap items-baseline gap-x-2 tabular-nums">
                        <span className="text-step">
                          {formatPercentFigure(share.estimate)}
                          <span className="text-control font-[400] text-text-3">%</span>
                        </span>
                        <span className="text-control text-text-2">
                          {t("accuracyRange", {
                            lower: formatPercentFigure(share.lower),
                            upper: formatPercentFigure(share.upper),
                          })}
                        </span>
                        <span className="ml-auto text-label text-text-3">
                          {t("accuracyCount", { right: share.right, total: share.total })}
                        </span>
                      </p>
                      <IntervalPlot
                        label={t("accuracyPlot", { criterion: marks(criterion) })}
                        current={{
                          label: marks(criterion),
                          estimate: share.estimate * 100,
                          lower: share.lower * 100,
                          upper: share.upper * 100,
                        }}
                        domain={[0, 100]}
                        ticks={[0, 25, 50, 75, 100]}
                        format={(value) => String(Math.round(value * 10) / 10)}
                      />
                    </>
                  )}
                </div>
              ))}
          </div>
          <p className="mt-4 text-label text-text-3">{t("format")}</p>
        </>
      )}
    </Card>
  );
}
