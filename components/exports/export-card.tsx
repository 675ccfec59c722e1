"use client";

import { Download, FileText } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { DeleteExport } from "@/components/exports/delete-export";
import { SettingsWords } from "@/components/exports/settings-words";
import { useReasonWords } from "@/components/exports/use-reason-words";
import { Spoken } from "@/components/shell/sentences";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { formatBytes } from "@/components/ui/format-bytes";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { Tag } from "@/components/ui/tag";
import { type ExportView, exportFileUrl, exportManifestUrl } from "@/lib/queries/pipeline-contract";

/** One file: progress while it is built, then what is in it, what is not and why, and the links. */
export function ExportCard({
  projectId,
  file,
  mayDelete,
}: {
  readonly projectId: string;
  readonly file: ExportView;
  readonly mayDelete: boolean;
}) {
  const t = useTranslations("exports");
  const building = file.state === "waiting" || file.state === "running";
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h3 className="text-body font-[600]">{t(`format.${file.format}`)}</h3>
            <Tag dot={building} tone={file.state === "failed" ? "wrong" : building ? "strong" : "neutral"}>
              {t(`state.${file.state}`)}
            </Tag>
            <span className="text-label text-text-3">
              <RelativeTime at={file.createdAt} />
            </span>
          </div>
          {file.state === "finished" ? (
            <p className="mt-1 text-control text-text-2 tabular-nums">
              {[
                t("rows", { count: file.rowsWritten }),
                file.bytes === null ? null : formatBytes(file.bytes),
                file.files.length > 1 ? t("files", { count: file.files.length }) : null,
                file.graderLabel === null ? null : t("grader", { grader: file.graderLabel }),
              ]
                .filter((part) => part !== null)
                .join(" · ")}
            </p>
          ) : null}
          <p className="mt-0.5 text-label text-text-3">
            <SettingsWords settings={file.settings} />
          </p>
        </div>
        {file.state === "finished" ? (
          <div className="flex flex-wrap items-center gap-2">
            {mayDelete ? <DeleteExport projectId={projectId} exportId={file.id} /> : null}
            <ButtonLink href={exportManifestUrl(projectId, file.id)} variant="quiet" icon={FileText} download>
              {t("manifest")}
            </ButtonLink>
            <ButtonLink href={exportFileUrl(projectId, file.id)} icon={Download} download>
              {t("download")}
            </ButtonLink>
          </div>
        ) : null}
      </div>
      {building ? <BuildProgress file={file} /> : null}
      {file.state === "failed" ? (
        <Notice tone="error" title={t("failed")} className="mt-4">
          <Spoken text={file.failure} /> {t("failedKept")}
        </Notice>
      ) : null}
      {file.state === "finished" ? <FileFacts file={file} /> : null}
    </Card>
  );
}

function BuildProgress({ file }: { readonly file: ExportView }) {
  const t = useTranslations("exports");
  return (
    <div className="mt-4">
      <Progress
        label={t("progressLabel")}
        value={file.rowsTotal === null || file.rowsTotal === 0 ? null : file.rowsWritten / file.rowsTotal}
      />
      <p className="mt-2 text-control text-text-2 tabular-nums" aria-live="polite">
        {file.rowsTotal === null
          ? t("progressUnknown", { written: file.rowsWritten })
          : t("progress", { written: file.rowsWritten, total: file.rowsTotal })}
      </p>
    </div>
  );
}

function FileFacts({ file }: { readonly file: ExportView }) {
  const t = useTranslations("exports");
  const reasonWords = useReasonWords();
  const format = useFormatter();
  const leftOut = Object.entries(file.leftOut).filter(([, count]) => count > 0);
  const total = leftOut.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div className="mt-4 flex flex-wrap items-start justify-between gap-x-10 gap-y-3 border-line border-t pt-4 text-control">
      <div className="min-w-0">
        {total === 0 ? (
          <p className="text-text-3">{t("leftOutNone")}</p>
        ) : (
          <>
            <h4 className="font-[560]">{t("leftOutTotal", { count: total })}</h4>
            <ul className="mt-1.5 space-y-1 text-text-2">
              {leftOut.map(([reason, count]) => (
                <li key={reason} className="flex gap-3">
                  <span className="min-w-12 text-right tabular-nums">{format.number(count)}</span>
                  {reasonWords(reason)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {file.sha256 ? (
        <dl className="min-w-0 text-label text-text-3">
          <dt>{t("hash")}</dt>
          <dd>
            <code className="break-all text-text-2">{file.sha256}</code>
          </dd>
        </dl>
      ) : null}
    </div>
  );
}
