"use client";

import { useTranslations } from "use-intl";
import { shareAxis } from "@/components/charts/share-axis";
import { Card, CardHead } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-amount";
import { formatPercentFigure, formatSigned } from "@/components/ui/format-figure";
import { IntervalPlot } from "@/components/ui/interval-plot";
import type { VersionComparison } from "@/lib/queries/grader-contract";

/** On how many units both say the same, per criterion, each share beside its drawn interval. */
export function AgreementCard({ comparison }: { readonly comparison: VersionComparison }) {
  const t = useTranslations("graders.comparison");
  const rounds = useTranslations("rounds.page");
  const marks = useTranslations("marks.criterion");
  // One axis for all, so that they can be read against each other.
  const axis = shareAxis(
    Math.min(1, ...comparison.agreement.filter((one) => one.share.estimate !== null).map((one) => one.share.lower)),
  );
  return (
    <Card labelledBy="agreement">
      <CardHead id="agreement" title={t("agreement")} aside={t("agreementNote")} />
      <div className="mt-4 grid gap-x-10 gap-y-6 phone:grid-cols-2 wide:grid-cols-4">
        {comparison.agreement.map(({ criterion, share, kappa }) => (
          <div key={criterion} className="min-w-0">
            <h3 className="text-control font-[600]">{marks(criterion)}</h3>
            {share.estimate === null ? (
              <>
                <p className="mt-1 text-control text-text-3">{t("noneShared")}</p>
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
                    {rounds("accuracyRange", {
                      lower: formatPercentFigure(share.lower),
                      upper: formatPercentFigure(share.upper),
                    })}
                  </span>
                </p>
                <IntervalPlot
                  label={t("plot", { criterion: marks(criterion) })}
                  current={{
                    label: marks(criterion),
                    estimate: share.estimate * 100,
                    lower: share.lower * 100,
                    upper: share.upper * 100,
                  }}
                  {...axis}
                  format={(value) => String(Math.round(value * 10) / 10)}
                />
                <p className="mt-2 text-label text-text-3 tabular-nums">
                  {t("agreementCount", {
                    right: formatCount(share.right),
                    total: formatCount(share.total),
                    differ: formatCount(share.total - share.right),
                  })}
                  {kappa === null ? null : (
                    <span className="block" title={t("kappaHint")}>
                      {t("kappa", { value: formatSigned(kappa) })}
                    </span>
                  )}
                </p>
              </>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}
