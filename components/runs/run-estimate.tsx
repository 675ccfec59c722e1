"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Spoken } from "@/components/shell/sentences";
import { useProblemText } from "@/components/shell/use-problem-text";
import { classNames } from "@/components/ui/class-names";
import { formatCount, formatDuration, formatUsd } from "@/components/ui/format-amount";
import { Notice } from "@/components/ui/notice";
import { useSettled } from "@/components/ui/use-settled";
import { type RunEstimate as Estimate, estimateRun, type NewRunInput, runKeys } from "@/lib/queries/run-contract";

type Range = Estimate["calls"];

const SETTLE_MS = 350;

/** What the run would come to, asked anew as the form changes; the table keeps its place meanwhile. */
export function RunEstimate({
  projectId,
  run,
  ceilingUsd,
}: {
  readonly projectId: string;
  /** Null while a field can't be taken. */
  readonly run: NewRunInput | null;
  readonly ceilingUsd: number | null;
}) {
  const t = useTranslations("runs.estimate");
  const problemText = useProblemText();
  // The ceiling doesn't change the estimate: typing it asks nothing.
  const question = useMemo(() => JSON.stringify(run === null ? null : { ...run, costCeilingUsd: undefined }), [run]);
  const settled = useSettled(question, SETTLE_MS);
  const asked = JSON.parse(settled) as NewRunInput | null;
  const estimate = useQuery({
    queryKey: runKeys.estimate(projectId, asked ?? {}),
    queryFn: () => estimateRun(projectId, asked ?? {}),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const stale = estimate.isFetching || settled !== question;
  const found = estimate.data;
  const upper = found?.costUsd?.upper ?? null;
  return (
    <section aria-label={t("title")} className="rounded-card border border-line bg-sunken p-4 text-control">
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="font-[600]">{t("title")}</h3>
        <span role="status" className="text-label text-text-3">
          {stale && run !== null ? t("measuring") : ""}
        </span>
      </div>
      {estimate.error && !stale ? (
        <Notice tone="error" title={t("failed")} className="mt-3">
          {problemText(estimate.error)}
        </Notice>
      ) : run === null ? (
        <p className="mt-2 min-h-64 text-text-2">{t("waiting")}</p>
      ) : (
        <>
          <table
            className={classNames(
              "mt-2 w-full border-collapse tabular-nums transition-opacity",
              stale && found && "opacity-60",
            )}
          >
            <caption className="sr-only">{t("title")}</caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">{t("quantity")}</th>
                <th scope="col">{t("about")}</th>
                <th scope="col">{t("range")}</th>
              </tr>
            </thead>
            <tbody>
              <Row name={t("trajectories")} value={found ? exactly(found.trajectories) : null} format={formatCount} />
              <Row name={t("turns")} value={found ? exactly(found.turns) : null} format={formatCount} />
              <Row name={t("calls")} value={found?.calls ?? null} format={formatCount} />
              <Row name={t("inputTokens")} value={found?.inputTokens ?? null} format={formatCount} />
              <Row name={t("outputTokens")} value={found?.outputTokens ?? null} format={formatCount} />
              <Row
                name={t("cost")}
                value={found?.costUsd ?? null}
                unknown={found ? t("noPrice") : undefined}
                format={formatUsd}
              />
              <Row
                name={t("time")}
                value={found?.seconds ?? null}
                unknown={found ? t("noTime") : undefined}
                format={formatDuration}
              />
            </tbody>
          </table>
          <p className="mt-2 min-h-8 text-label text-text-3">
            <Spoken text={found?.basis} />
          </p>
          {found?.trajectories === 0 ? (
            <Notice tone="warning" className="mt-2">
              {t("nothing")}
            </Notice>
          ) : null}
          {upper !== null && ceilingUsd !== null && ceilingUsd < upper ? (
            <Notice tone="warning" className="mt-2">
              {t("ceiling", { ceiling: formatUsd(ceilingUsd), upper: formatUsd(upper) })}
            </Notice>
          ) : null}
        </>
      )}
    </section>
  );
}

const exactly = (count: number): Range => ({ estimate: count, lower: count, upper: count });

function Row({
  name,
  value,
  unknown,
  format,
}: {
  readonly name: string;
  readonly value: Range | null;
  /** Stands where the value can't be known; left out while it is not known yet. */
  readonly unknown?: string;
  readonly format: (amount: number) => string;
}) {
  const t = useTranslations("runs.estimate");
  return (
    <tr className="border-line border-b last:border-b-0">
      <th scope="row" className="py-1.5 text-left font-[400] whitespace-nowrap text-text-2">
        {name}
      </th>
      <td className="py-1.5 pl-2 text-right font-[560] whitespace-nowrap">
        {value === null ? (
          unknown === undefined ? (
            <span aria-hidden="true" className="hatched inline-block h-3 w-12 rounded-tag align-middle" />
          ) : (
            <span className="font-[400] text-text-3">{unknown}</span>
          )
        ) : (
          format(value.estimate)
        )}
      </td>
      <td className="py-1.5 pl-3 text-right text-label whitespace-nowrap text-text-3">
        {value === null
          ? null
          : value.lower === value.upper
            ? t("exact")
            : t("between", { lower: format(value.lower), upper: format(value.upper) })}
      </td>
    </tr>
  );
}
