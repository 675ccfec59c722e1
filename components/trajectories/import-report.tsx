"use client";

import { useMutation } from "@tanstack/react-query";
import { Check, Download, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { useFormatter, useTranslations } from "use-intl";
import { Spoken, useSpeakSentence } from "@/components/shell/sentences";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatBytes } from "@/components/ui/format-bytes";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { Table } from "@/components/ui/table";
import { cancelImport, problemsUrl } from "@/lib/queries/import-draft-requests";
import type { ImportView } from "@/lib/queries/pipeline-contract";

/** An import on its way: how far, how fast, how long still; and a way to stop it. */
export function ImportProgress({
  projectId,
  running,
  onChanged,
}: {
  readonly projectId: string;
  readonly running: ImportView;
  readonly onChanged: () => void;
}) {
  const t = useTranslations("trajectories.progress");
  const problemText = useProblemText();
  const format = useFormatter();
  const [asking, setAsking] = useState(false);
  const { messagesPerSecond, secondsLeft } = usePace(running);
  const cancel = useMutation({
    mutationFn: () => cancelImport(projectId, running.id),
    onError: (error) => toast.error(t("cancelFailed"), { description: problemText(error) }),
    onSettled: () => {
      setAsking(false);
      onChanged();
    },
  });
  const total = running.bytesTotal;
  const isStopping = running.state === "canceling";
  return (
    <Card act>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 break-words text-body font-[600]">
          {isStopping ? t("stopping", { name: running.fileName }) : t("title", { name: running.fileName })}
        </h2>
        <span className="flex items-baseline gap-3">
          {total !== null && !isStopping ? (
            <span className="text-label text-text-3 tabular-nums">
              {t("bytes", { read: formatBytes(Math.min(running.bytesRead, total)), total: formatBytes(total) })}
            </span>
          ) : null}
          {running.isCancelable ? (
            <Button size="small" variant="quiet" onClick={() => setAsking(true)}>
              {t("cancel")}
            </Button>
          ) : null}
        </span>
      </div>
      <Progress
        className="mt-3"
        label={t("label")}
        value={!isStopping && total !== null && total > 0 ? Math.min(1, running.bytesRead / total) : null}
      />
      <p className="mt-2.5 flex flex-wrap gap-x-4 text-control text-text-2 tabular-nums">
        <span>{t("soFar", { trajectories: running.trajectories, turns: running.turns })}</span>
        {messagesPerSecond === null ? null : (
          <span className="text-text-3">
            {t("rate", { rate: format.number(messagesPerSecond, { maximumFractionDigits: 0 }) })}
          </span>
        )}
        {secondsLeft === null ? null : <span className="text-text-3">{t("left", leftOf(secondsLeft))}</span>}
      </p>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t("cancelTitle")}
        confirm={t("cancelConfirm")}
        busyLabel={t("canceling")}
        busy={cancel.isPending}
        keep={t("cancelKeep")}
        onConfirm={() => cancel.mutate()}
      >
        {t("cancelBody")}
      </ConfirmDialog>
    </Card>
  );
}

const leftOf = (seconds: number) =>
  seconds < 90
    ? { unit: "seconds" as const, count: Math.max(1, Math.round(seconds)) }
    : { unit: "minutes" as const, count: Math.round(seconds / 60) };

/** How fast an import goes, from what was seen of it on this page: an import that was resumed tells no pace of its own. */
function usePace(running: ImportView): { messagesPerSecond: number | null; secondsLeft: number | null } {
  const first = useRef<{ id: string; at: number; messages: number; bytes: number } | null>(null);
  const [pace, setPace] = useState<{ messagesPerSecond: number | null; secondsLeft: number | null }>({
    messagesPerSecond: null,
    secondsLeft: null,
  });
  const { id, state, messages, bytesRead, bytesTotal } = running;
  useEffect(() => {
    const now = performance.now();
    if (state !== "running" || first.current?.id !== id) {
      first.current = state === "running" ? { id, at: now, messages, bytes: bytesRead } : null;
      setPace({ messagesPerSecond: null, secondsLeft: null });
      return;
    }
    const seconds = (now - first.current.at) / 1000;
    const bytes = bytesRead - first.current.bytes;
    if (seconds < 1 || bytes <= 0) return;
    setPace({
      messagesPerSecond: (messages - first.current.messages) / seconds,
      secondsLeft: bytesTotal === null ? null : (Math.max(0, bytesTotal - bytesRead) * seconds) / bytes,
    });
  }, [id, state, messages, bytesRead, bytesTotal]);
  return pace;
}

/** What an import did, what it left out and why, and every refused line with its number and reason. */
export function ImportResult({
  projectId,
  result,
  onDismiss,
}: {
  readonly projectId: string;
  readonly result: ImportView;
  readonly onDismiss: () => void;
}) {
  const t = useTranslations("trajectories.result");
  const speak = useSpeakSentence();
  const dismiss = (
    <Button size="small" variant="quiet" onClick={onDismiss}>
      {t("dismiss")}
    </Button>
  );
  if (result.state === "failed") {
    return (
      <Notice tone="error" title={t("failed", { name: result.fileName })} action={dismiss}>
        <p>
          <Spoken text={result.failure} />
        </p>
        <RefusedLines projectId={projectId} result={result} />
      </Notice>
    );
  }
  if (result.state === "canceled") {
    return (
      <Notice tone="info" title={t("canceled", { name: result.fileName })} action={dismiss}>
        {result.kept > 0 ? t("canceledKept", { count: result.kept }) : t("canceledNote")}
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
              result.duplicates > 0 ? t("duplicates", { count: result.duplicates }) : null,
              result.replaced === null
                ? null
                : t("replaced", { count: Object.values(result.replaced).reduce((sum, count) => sum + count, 0) }),
              ...Object.entries(result.leftOut).map(([reason, count]) =>
                t("leftOut", { reason: speak(reason), count }),
              ),
            ]
              .filter((part) => part !== null)
              .join(" ")}
          </p>
        </div>
        {dismiss}
      </div>
      <RefusedLines projectId={projectId} result={result} />
    </Card>
  );
}

export function RefusedLines({
  projectId,
  result,
}: {
  readonly projectId: string;
  readonly result: Pick<ImportView, "id" | "refused" | "refusedCount">;
}) {
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
          rowKey={(refused) => `${refused.file ?? ""}:${refused.line}:${refused.reason}`}
          columns={[
            ...(new Set(result.refused.map(({ file }) => file)).size > 1
              ? [
                  {
                    key: "file",
                    header: t("file"),
                    cell: (refused: ImportView["refused"][number]) => <code className="break-all">{refused.file}</code>,
                  },
                ]
              : []),
            { key: "line", header: t("line"), className: "w-20 tabular-nums", cell: (refused) => refused.line },
            { key: "reason", header: t("reason"), cell: (refused) => <Spoken text={refused.reason} /> },
          ]}
        />
      </div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 border-line border-t px-5 py-2.5 text-label text-text-3 phone:px-6">
        <span>
          {result.refusedCount > result.refused.length
            ? t("refusedMore", { shown: result.refused.length, count: result.refusedCount })
            : null}
        </span>
        <a
          href={problemsUrl(projectId, result.id)}
          download
          className="inline-flex min-h-6 items-center gap-1.5 rounded-button font-[500] text-grader hover:underline"
        >
          <Icon icon={Download} size={14} />
          {t("download")}
        </a>
      </p>
    </div>
  );
}
