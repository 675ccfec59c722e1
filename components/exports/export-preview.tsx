"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { ShiftTable } from "@/components/exports/shift-table";
import { useReasonWords } from "@/components/exports/use-reason-words";
import { Spoken } from "@/components/shell/sentences";
import { useProblemText } from "@/components/shell/use-problem-text";
import { classNames } from "@/components/ui/class-names";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { Notice } from "@/components/ui/notice";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { useSettled } from "@/components/ui/use-settled";
import { exportKeys, fetchExportPreview, type ExportPreview as Preview } from "@/lib/queries/export-contract";
import type { StartExport } from "@/lib/queries/pipeline-contract";

/** What is typed is asked about once it has stood for so long, ms. */
const SETTLED_MS = 300;

/** What the file would hold if it were built now: rows in and out with the reasons, and how what stays lies. */
export function ExportPreview({
  projectId,
  body,
}: {
  readonly projectId: string;
  /** Null while something in the form is wrong. */
  readonly body: StartExport | null;
}) {
  const t = useTranslations("exports.preview");
  const problemText = useProblemText();
  const asked = useSettled(body === null ? null : JSON.stringify(body), SETTLED_MS);
  const preview = useQuery({
    queryKey: exportKeys.preview(projectId, asked),
    queryFn: ({ signal }) => fetchExportPreview(projectId, JSON.parse(asked ?? "null"), signal),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const isBehind = preview.isPlaceholderData || body === null || JSON.stringify(body) !== asked;
  return (
    <section aria-labelledby="export-preview" className="min-w-0 self-start rounded-card bg-sunken p-5">
      <h3 id="export-preview" className="text-body font-[600]">
        {t("title")}
      </h3>
      {preview.error ? (
        <Notice tone="error" title={t("failed")} className="mt-3">
          {problemText(preview.error)}
        </Notice>
      ) : preview.data === undefined ? (
        <Skeleton>
          <div className="mt-3 h-[320px] space-y-4">
            <SkeletonBar className="w-56" />
            <SkeletonBar className="w-40" />
            <SkeletonBar className="w-64" />
          </div>
        </Skeleton>
      ) : (
        <div aria-busy={isBehind} className={classNames("transition-opacity", isBehind && "opacity-60")}>
          {preview.data.preview === null ? (
            <Notice tone="warning" title={t("notPossible")} className="mt-3">
              <Spoken text={preview.data.refused} />
            </Notice>
          ) : (
            <PreviewFacts preview={preview.data.preview} />
          )}
        </div>
      )}
    </section>
  );
}

function PreviewFacts({ preview }: { readonly preview: Preview }) {
  const t = useTranslations("exports.preview");
  const reasonWords = useReasonWords();
  const format = useFormatter();
  const { trajectories, trajectoriesLookedAt, rowsIn, rowsOut, leftOut, settings } = preview;
  const goes = Object.entries(leftOut).sort(([, a], [, b]) => b - a);
  const isSample = trajectoriesLookedAt < trajectories;
  return (
    <>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className="text-figure">{format.number(rowsOut)}</span>
        <span className="text-control text-text-2">
          {t(`rowsOf.${preview.looksAt}`, {
            total: rowsIn,
            share: rowsIn === 0 ? "0" : formatPercentFigure(rowsOut / rowsIn),
          })}
        </span>
      </p>
      {isSample ? (
        <p className="mt-1 text-label text-text-3">
          {t("sample", { looked: trajectoriesLookedAt, total: trajectories })}
        </p>
      ) : null}
      {settings.policy.kind === "drop" && settings.policy.audited !== null ? (
        <p className="mt-2 text-control text-text-2">
          {t("audited", {
            threshold: formatPercentFigure(settings.policy.threshold),
            audits: settings.policy.audited.audits,
            wrong: settings.policy.audited.wrong,
          })}
        </p>
      ) : null}
      {goes.length === 0 ? (
        <p className="mt-3 text-control text-text-3">{t("nothingGoes")}</p>
      ) : (
        <ul aria-label={t("goes")} className="mt-3 space-y-1 text-control text-text-2">
          {goes.map(([reason, count]) => (
            <li key={reason} className="flex gap-3">
              <span className="min-w-12 text-right tabular-nums">{format.number(count)}</span>
              {reasonWords(reason)}
            </li>
          ))}
        </ul>
      )}
      {preview.scoresToMake > 0 ? (
        <p className="mt-3 text-label text-text-3">{t("scoresToMake", { count: preview.scoresToMake })}</p>
      ) : null}
      <ShiftTable preview={preview} />
    </>
  );
}
