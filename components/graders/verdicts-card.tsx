"use client";

import { useTranslations } from "use-intl";
import { shareAxis } from "@/components/charts/share-axis";
import { formatP } from "@/components/graders/format-p";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { Card, CardHead } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-amount";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { IntervalPlot, type IntervalSeries } from "@/components/ui/interval-plot";
import type { VersionComparison } from "@/lib/queries/grader-contract";
import type { ShareEstimate } from "@/lib/queries/pipeline-contract";

type Judged = VersionComparison["againstVerdicts"][number];

/** What the later version fixed and broke by clinicians' standing verdicts, and how often each is right. */
export function VerdictsCard({ comparison }: { readonly comparison: VersionComparison }) {
  const t = useTranslations("graders.comparison");
  const marks = useTranslations("marks.criterion");
  const judged = comparison.againstVerdicts.filter((one) => one.before.total > 0);
  const axis = shareAxis(Math.min(1, ...judged.flatMap((one) => [one.before.lower, one.after.lower])));
  return (
    <Card labelledBy="against-verdicts">
      <CardHead id="against-verdicts" title={t("verdicts")} aside={t("verdictsNote")} />
      {judged.length === 0 ? (
        <p className="mt-3 text-control text-text-2">{t("noVerdicts")}</p>
      ) : (
        <div className="mt-4 grid gap-x-10 gap-y-8 phone:grid-cols-2 wide:grid-cols-3">
          {judged.map((one) => (
            <div key={one.criterion} className="min-w-0">
              <h3 className="text-control font-[600]">{marks(one.criterion)}</h3>
              <Counts one={one} />
              <VerdictPlot one={one} comparison={comparison} axis={axis} />
              <p className="mt-2 text-label text-text-3 tabular-nums">
                {t("unchangedBody", { right: formatCount(one.unchangedRight), wrong: formatCount(one.unchangedWrong) })}
                {one.mcnemarP === null ? null : (
                  <span className="block">{t("pValue", { p: formatP(one.mcnemarP) })}</span>
                )}
              </p>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

function Counts({ one }: { readonly one: Judged }) {
  const t = useTranslations("graders.comparison");
  return (
    <p className="mt-1 flex flex-wrap items-baseline gap-x-5 gap-y-1 tabular-nums">
      <span className="inline-flex items-baseline gap-1.5">
        <span className="text-step">{formatCount(one.fixed)}</span>
        <span className="inline-flex items-center gap-1 text-control font-[560] text-agree">
          <VerdictGlyph kind="agree" size={12} />
          {t("fixed")}
        </span>
      </span>
      <span className="inline-flex items-baseline gap-1.5">
        <span className="text-step">{formatCount(one.broke)}</span>
        <span className="inline-flex items-center gap-1 text-control font-[560] text-wrong">
          <VerdictGlyph kind="wrong" size={12} />
          {t("broke")}
        </span>
      </span>
      <span className="inline-flex items-baseline gap-1.5">
        <span className="text-step">{formatCount(one.unchangedRight + one.unchangedWrong)}</span>
        <span className="text-control text-text-3">{t("unchanged")}</span>
      </span>
    </p>
  );
}

function VerdictPlot({
  one,
  comparison,
  axis,
}: {
  readonly one: Judged;
  readonly comparison: VersionComparison;
  readonly axis: ReturnType<typeof shareAxis>;
}) {
  const t = useTranslations("graders.comparison");
  const rounds = useTranslations("rounds.page");
  const marks = useTranslations("marks.criterion");
  const after = seriesOf(comparison.after.label, one.after);
  const before = seriesOf(comparison.before.label, one.before);
  if (after === null) return null;
  const words = (share: ShareEstimate) =>
    `${formatPercentFigure(share.estimate ?? 0)}% ${rounds("accuracyRange", {
      lower: formatPercentFigure(share.lower),
      upper: formatPercentFigure(share.upper),
    })}`;
  return (
    <>
      <IntervalPlot
        label={t("verdictPlot", { criterion: marks(one.criterion) })}
        current={after}
        previous={before}
        {...axis}
        format={(value) => String(Math.round(value * 10) / 10)}
        showLabels
      />
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 text-label tabular-nums">
        <dt className="font-[560]">{comparison.after.label}</dt>
        <dd>{words(one.after)}</dd>
        <dt className="text-text-3">{comparison.before.label}</dt>
        <dd className="text-text-3">{words(one.before)}</dd>
      </dl>
    </>
  );
}

function seriesOf(label: string, share: ShareEstimate): IntervalSeries | null {
  return share.estimate === null
    ? null
    : { label, estimate: share.estimate * 100, lower: share.lower * 100, upper: share.upper * 100 };
}
