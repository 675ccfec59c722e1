"use client";

import { Check, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatBytes } from "@/components/ui/format-bytes";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { Table } from "@/components/ui/table";
import type { ImportView } from "@/lib/queries/pipeline-contract";

/** An import on its way: bytes read of how many, and what is in so far. */
export function ImportProgress({
  name,
  running,
}: {
  readonly name: string;
  /** Null until the server knows of it. */
  readonly running: ImportView | null;
}) {
  const t = useTranslations("trajectories.progress");
  const total = running?.bytesTotal ?? null;
  return (
    <Card act>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 break-words text-body font-[600]">{t("title", { name })}</h2>
        {running && total !== null ? (
          <span className="text-label text-text-3 tabular-nums">
            {t("bytes", { read: formatBytes(running.bytesRead), total: formatBytes(total) })}
          </span>
        ) : null}
      </div>
      <Progress
        className="mt-3"
        label={t("label")}
        value={running && total !== null && total > 0 ? Math.min(1, running.bytesRead / total) : null}
      />
      <p className="mt-2.5 text-control text-text-2 tabular-nums" aria-live="polite">
        {t("soFar", { trajectories: running?.trajectories ?? 0, turns: running?.turns ?? 0 })}
      </p>
    </Card>
  );
}

/** What an import did, what it left out and why, and every refused line with its number and reason. */
export function ImportResult({ result, onDismiss }: { readonly result: ImportView; readonly onDismiss: () => void }) {
  const t = useTranslations("trajectories.result");
  const dismiss = (
    <Button size="small" variant="quiet" onClick={onDismiss}>
      {t("dismiss")}
    </Button>
  );
  if (result.state === "failed") {
    return (
      <Notice tone="error" title={t("failed", { name: result.fileName })} action={dismiss}>
        <p>{result.failure}</p>
        <RefusedLines result={result} />
      </Notice>
    );
  }
  return (
    <Card>
      <div className="flex items-start gap-3">
        <Icon icon={Check} className="mt-0.5 shrink-0 text-text-2" />
        <div className="min-w-0 flex-1">
          <h2 className="break-words text-body font-[600]">
            {t("title", { name: result.fileName, count: result.trajectories })}
          </h2>
          <p className="mt-0.5 text-control text-text-2 tabular-nums">
            {[
              result.trajectories > 0 ? t("counts", { messages: result.messages, turns: result.turns }) : null,
              result.unchanged > 0 ? t("unchanged", { count: result.unchanged }) : null,
              ...Object.entries(result.leftOut).map(([reason, count]) => t("leftOut", { reason, count })),
            ]
              .filter((part) => part !== null)
              .join(" ")}
          </p>
        </div>
        {dismiss}
      </div>
      <RefusedLines result={result} />
    </Card>
  );
}

export function RefusedLines({ result }: { readonly result: Pick<ImportView, "refused" | "refusedCount"> }) {
  const t = useTranslations("trajectories.result");
  if (result.refused.length === 0) return null;
  return (
    <div className="mt-4 overflow-hidden rounded-input border border-line bg-surface">
      <div className="flex items-start gap-2.5 px-5 py-3 phone:px-6">
        <Icon icon={TriangleAlert} className="mt-0.5 shrink-0 text-wrong" />
        <div>
          <h3 className="text-control font-[600]">{t("refusedTitle", { count: result.refusedCount })}</h3>
          <p className="text-label text-text-3">{t("refusedNote")}</p>
        </div>
      </div>
      <div className="max-h-72 overflow-y-auto border-line border-t">
        <Table
          caption={t("refusedCaption")}
          rows={result.refused}
          rowKey={(refused) => `${refused.line}:${refused.reason}`}
          columns={[
            { key: "line", header: t("line"), className: "w-20 tabular-nums", cell: (refused) => refused.line },
            { key: "reason", header: t("reason"), cell: (refused) => refused.reason },
          ]}
        />
      </div>
      {result.refusedCount > result.refused.length ? (
        <p className="border-line border-t px-5 py-2.5 text-label text-text-3 phone:px-6">
          {t("refusedMore", { shown: result.refused.length, count: result.refusedCount })}
        </p>
      ) : null}
    </div>
  );
}
