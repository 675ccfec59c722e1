"use client";

import type { ReactNode } from "react";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { formatPercentFigure, formatSigned } from "@/components/ui/format-figure";
import { IntervalPlot } from "@/components/ui/interval-plot";
import type { Overview } from "@/lib/queries/project-contract";

/** Share of wrong labels an export should stay under, in percent. */
const TARGET_ERROR_PERCENT = 5;

/** The three numbers that matter, each with its interval drawn; none is ever a point alone. */
export function EstimateCards({ overview }: { readonly overview: Overview }) {
  return (
    <div className="grid gap-5 fold:grid-cols-3">
      <AccuracyCard overview={overview} />
      <ErrorCard overview={overview} />
      <BiasCard overview={overview} />
    </div>
  );
}

function AccuracyCard({ overview }: { readonly overview: Overview }) {
  const t = useTranslations("home.accuracy");
  const { estimate, lower, upper, total } = overview.graderAccuracy;
  if (estimate === null) return <NotYetCard title={t("title")} none={t("none")} body={t("noneBody")} />;
  const from = Math.min(60, Math.floor((lower * 100) / 20) * 20);
  return (
    <EstimateCard
      title={t("title")}
      aside={t("audits", { count: total })}
      figure={formatPercentFigure(estimate)}
      unit="%"
      range={t("range", { lower: formatPercentFigure(lower), upper: formatPercentFigure(upper) })}
      note={t("note")}
    >
      <IntervalPlot
        roomAbove
        label={t("plot")}
        current={{
          label: overview.graderLabel ?? t("title"),
          estimate: estimate * 100,
          lower: lower * 100,
          upper: upper * 100,
        }}
        domain={[from, 100]}
        ticks={evenTicks(from, 100)}
        format={(value) => String(Math.round(value * 10) / 10)}
        showLabels={overview.graderLabel !== null}
      />
    </EstimateCard>
  );
}

function ErrorCard({ overview }: { readonly overview: Overview }) {
  const t = useTranslations("home.error");
  const { estimate, lower, upper, total } = overview.graderAccuracy;
  const accuracy = useTranslations("home.accuracy");
  if (estimate === null) return <NotYetCard title={t("title")} none={t("none")} body={t("noneBody")} />;
  const end = [10, 20, 40, 60, 80, 100].find((value) => value >= (1 - lower) * 100) ?? 100;
  return (
    <EstimateCard
      title={t("title")}
      aside={accuracy("audits", { count: total })}
      figure={formatPercentFigure(1 - estimate)}
      unit="%"
      range={accuracy("range", { lower: formatPercentFigure(1 - upper), upper: formatPercentFigure(1 - lower) })}
      note={t("note")}
    >
      <IntervalPlot
        roomAbove
        label={t("plot")}
        current={{
          label: t("title"),
          estimate: (1 - estimate) * 100,
          lower: (1 - upper) * 100,
          upper: (1 - lower) * 100,
        }}
        domain={[0, end]}
        ticks={evenTicks(0, end)}
        format={(value) => String(Math.round(value * 10) / 10)}
        target={{ value: TARGET_ERROR_PERCENT, label: t("target", { value: TARGET_ERROR_PERCENT }) }}
      />
    </EstimateCard>
  );
}

function BiasCard({ overview }: { readonly overview: Overview }) {
  const t = useTranslations("home.bias");
  const { estimate, lower, upper, turns } = overview.rewardBias;
  if (estimate === null || lower === null || upper === null) {
    return <NotYetCard title={t("title")} none={t("none")} body={t("noneBody", { count: turns })} />;
  }
  const reach = Math.max(Math.abs(lower), Math.abs(upper));
  const end = [0.4, 1, 2, 4].find((value) => value >= reach) ?? Math.ceil(reach);
  const verdict = upper < 0 ? t("strict") : lower > 0 ? t("generous") : t("unclear");
  return (
    <EstimateCard
      title={t("title")}
      aside={t("turns", { count: turns })}
      figure={formatSigned(estimate)}
      range={`${formatSigned(lower)} to ${formatSigned(upper)}`}
      note={`${t("note")} ${verdict}`}
    >
      <IntervalPlot
        roomAbove
        label={t("plot")}
        current={{ label: t("title"), estimate, lower, upper }}
        domain={[-end, end]}
        ticks={[-end, -end / 2, 0, end / 2, end]}
        format={(value) => formatSigned(value, value === 0 ? 0 : end < 2 ? 1 : 0, true)}
        zeroLine
      />
    </EstimateCard>
  );
}

function EstimateCard({
  title,
  aside,
  figure,
  unit,
  range,
  note,
  children,
}: {
  readonly title: string;
  readonly aside: string;
  readonly figure: string;
  readonly unit?: string;
  readonly range: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <Card className="flex flex-col" labelledBy={id}>
      <CardHead id={id} title={title} aside={aside} />
      <p className="mt-3 flex flex-wrap items-baseline gap-x-2.5 tabular-nums">
        <span className="text-figure">
          {figure}
          {unit ? <span className="text-body font-[400] tracking-normal text-text-3">{unit}</span> : null}
        </span>
        <span className="text-control text-text-2">{range}</span>
      </p>
      <div className="mt-3">{children}</div>
      <p className="mt-auto pt-3 text-label text-text-3">{note}</p>
    </Card>
  );
}

function NotYetCard({ title, none, body }: { readonly title: string; readonly none: string; readonly body: string }) {
  const id = useId();
  return (
    <Card className="flex min-h-[232px] flex-col" labelledBy={id}>
      <CardHead id={id} title={title} />
      <p className="mt-4 text-step text-text-2">{none}</p>
      <div aria-hidden="true" className="hatched mt-6 h-10 rounded-tag border border-line" />
      <p className="mt-auto pt-4 text-label text-text-3">{body}</p>
    </Card>
  );
}

/** Five ticks from start to end. */
function evenTicks(start: number, end: number): readonly number[] {
  return [0, 1, 2, 3, 4].map((step) => start + ((end - start) * step) / 4);
}
