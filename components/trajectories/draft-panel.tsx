"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { FileUp, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Spoken } from "@/components/shell/sentences";
import { useProblemText } from "@/components/shell/use-problem-text";
import { DraftMapping } from "@/components/trajectories/draft-mapping";
import { DraftPreview } from "@/components/trajectories/draft-preview";
import { DraftReport } from "@/components/trajectories/draft-report";
import { DropArea } from "@/components/trajectories/drop-area";
import type { ImportControl } from "@/components/trajectories/use-import";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { formatBytes } from "@/components/ui/format-bytes";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { SkeletonBar } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import type { ImportDraftView } from "@/lib/queries/import-draft-contract";
import {
  checkDraft,
  discardDraft,
  draftKeys,
  fetchPreview,
  saveSensitive,
  startDraft,
} from "@/lib/queries/import-draft-requests";
import { hasGrades, type ImportMapping, type ImportOptions } from "@/lib/trajectory/formats/import-options";

/** Files on their way in: sent, looked at, checked, imported. */
export function DraftPanel({
  projectId,
  draft,
  control,
  maySetSensitive,
}: {
  readonly projectId: string;
  readonly draft: ImportDraftView;
  readonly control: ImportControl;
  readonly maySetSensitive: boolean;
}) {
  const t = useTranslations("trajectories.draft");
  const discard = useMutation({
    mutationFn: () => discardDraft(projectId, draft.id),
    onMutate: () => {
      if (control.sending.draftId === draft.id) control.sending.stop();
    },
    onSettled: control.refresh,
  });
  const [first] = draft.files;
  return (
    <Card act>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <h2 className="break-words text-body font-[600]">
            {draft.files.length === 1
              ? (first?.name ?? "")
              : t("files", { name: first?.name ?? "", count: draft.files.length - 1 })}
          </h2>
          <p className="text-label text-text-3 tabular-nums">{formatBytes(draft.bytesTotal)}</p>
        </div>
        <Button
          size="small"
          variant="quiet"
          icon={Trash2}
          busy={discard.isPending}
          busyLabel={t("discarding")}
          onClick={() => discard.mutate()}
        >
          {t("discard")}
        </Button>
      </div>
      {draft.state === "uploading" ? (
        <Uploading draft={draft} control={control} />
      ) : (
        <Arrived projectId={projectId} draft={draft} control={control} maySetSensitive={maySetSensitive} />
      )}
    </Card>
  );
}

function Uploading({ draft, control }: { readonly draft: ImportDraftView; readonly control: ImportControl }) {
  const t = useTranslations("trajectories.draft");
  const problemText = useProblemText();
  const arrived = draft.files.reduce((sum, { received }) => sum + received, 0);
  const { sending } = control;
  if (sending.draftId === draft.id) {
    const sent = Math.max(arrived, sending.sentBytes);
    return (
      <div className="mt-3">
        <Progress label={t("sent")} value={draft.bytesTotal === 0 ? null : Math.min(1, sent / draft.bytesTotal)} />
        <p className="mt-2 text-control text-text-2 tabular-nums" aria-live="polite">
          {t("sending", { sent: formatBytes(sent), total: formatBytes(draft.bytesTotal) })}
        </p>
      </div>
    );
  }
  return (
    <div className="mt-3 space-y-3">
      {sending.error ? (
        <Notice tone="error" title={t("brokeOff")}>
          {problemText(sending.error)}
        </Notice>
      ) : null}
      <DropArea onFiles={control.upload} className="px-6 py-6 text-center">
        {(pick) => (
          <>
            <p className="text-body text-text-2 tabular-nums">
              {t("goOn", { sent: formatBytes(arrived), total: formatBytes(draft.bytesTotal) })}
            </p>
            <Button className="mt-3" icon={FileUp} onClick={pick.files}>
              {t("goOnChoose")}
            </Button>
          </>
        )}
      </DropArea>
    </div>
  );
}

function Arrived({
  projectId,
  draft,
  control,
  maySetSensitive,
}: {
  readonly projectId: string;
  readonly draft: ImportDraftView;
  readonly control: ImportControl;
  readonly maySetSensitive: boolean;
}) {
  const t = useTranslations("trajectories.draft");
  const problemText = useProblemText();
  const [chosen, setChosen] = useState<ImportMapping | null>(draft.options?.mapping ?? null);
  const [duplicates, setDuplicates] = useState<ImportOptions["duplicates"]>(draft.options?.duplicates ?? "keep");
  const [pseudonymize, setPseudonymize] = useState(draft.options?.pseudonymize ?? false);
  const preview = useQuery({
    queryKey: draftKeys.preview(projectId, draft.id, chosen),
    queryFn: () => fetchPreview(projectId, draft.id, chosen),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const mapping = chosen ?? preview.data?.mapping ?? null;
  const isGraded = mapping !== null && hasGrades(mapping.format);
  const options: ImportOptions | null =
    mapping === null ? null : { mapping, duplicates, pseudonymize: pseudonymize && !isGraded };
  const check = useMutation({
    mutationFn: (asked: ImportOptions) => checkDraft(projectId, draft.id, asked),
    onSettled: control.refresh,
  });
  const start = useMutation({
    mutationFn: (asked: ImportOptions) => startDraft(projectId, draft.id, asked),
    onSuccess: () => control.markStarted(draft.id),
    onSettled: control.refresh,
  });
  const sensitivity = useMutation({
    mutationFn: (sensitive: boolean) => saveSensitive(projectId, sensitive),
    onSettled: control.refresh,
  });

  const ready = preview.data !== undefined && preview.data.missing.length === 0 && !preview.isPlaceholderData;
  // What is plain to read needs no click before it is read whole.
  const isPlain = ready && draft.state === "ready" && draft.options === null && preview.data.unmappedRoles.length === 0;
  const asked = useRef(false);
  const checkNow = check.mutate;
  useEffect(() => {
    if (!isPlain || asked.current || options === null) return;
    asked.current = true;
    checkNow(options);
  }, [isPlain, options, checkNow]);

  const isChecking = check.isPending || draft.state === "checking";
  const holds = draft.state === "checked" && options !== null && isSame(draft.options, options);
  const error = check.error ?? start.error ?? preview.error;
  if (preview.data === undefined && preview.error === null) {
    return (
      <div className="mt-4 space-y-3">
        <SkeletonBar className="w-64" />
        <SkeletonBar className="w-96" />
      </div>
    );
  }
  return (
    <div className="mt-4 space-y-5">
      {preview.data && mapping ? (
        <>
          <DraftMapping preview={preview.data} mapping={mapping} onChange={setChosen} />
          <DraftPreview preview={preview.data} />
        </>
      ) : null}
      <div className="grid gap-4 fold:grid-cols-3">
        <Switch
          label={t("duplicates")}
          hint={t("duplicatesHint")}
          checked={duplicates === "skip"}
          onChange={(skip) => setDuplicates(skip ? "skip" : "keep")}
        />
        {isGraded ? (
          <p className="text-label text-text-3">{t("pseudonymsGraded")}</p>
        ) : (
          <Switch
            label={t("pseudonyms")}
            hint={t("pseudonymsHint")}
            checked={pseudonymize}
            onChange={setPseudonymize}
          />
        )}
        {maySetSensitive ? (
          <Switch
            label={t("sensitive")}
            hint={t("sensitiveHint")}
            checked={sensitivity.isPending ? sensitivity.variables : control.sensitive}
            onChange={(sensitive) => sensitivity.mutate(sensitive)}
          />
        ) : control.sensitive ? (
          <p className="text-label text-text-3">{t("isSensitive")}</p>
        ) : null}
      </div>
      {isChecking ? (
        <div aria-live="polite">
          <Progress
            label={t("checking")}
            value={draft.bytesTotal === 0 ? null : Math.min(1, draft.bytesRead / draft.bytesTotal)}
          />
          <p className="mt-2 text-control text-text-2">{t("checkingNote")}</p>
        </div>
      ) : null}
      {holds && draft.report ? (
        <DraftReport projectId={projectId} draftId={draft.id} report={draft.report} skips={duplicates === "skip"} />
      ) : null}
      {draft.failure || error ? (
        <Notice tone="error" title={t("failed")}>
          {error === null ? <Spoken text={draft.failure} /> : problemText(error)}
        </Notice>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        {holds && draft.report ? (
          <Button
            variant="ink"
            busy={start.isPending}
            busyLabel={t("importing")}
            disabledReason={draft.report.dialogues + draft.report.unchanged === 0 ? t("nothingToImport") : null}
            onClick={() => start.mutate(draft.options ?? options)}
          >
            {t("import", { count: draft.report.dialogues })}
          </Button>
        ) : (
          <Button
            variant="ink"
            busy={isChecking}
            busyLabel={t("checkingShort")}
            disabledReason={ready && options !== null ? null : t("mapFirst")}
            onClick={() => {
              if (options !== null) check.mutate(options);
            }}
          >
            {t("check")}
          </Button>
        )}
        <p className="text-label text-text-3">{holds ? t("importNote") : t("checkNote")}</p>
      </div>
    </div>
  );
}

/** Said the same way, whatever the order of the keys. */
function isSame(one: ImportOptions | null, other: ImportOptions): boolean {
  const flat = ({ mapping, duplicates, pseudonymize }: ImportOptions) =>
    JSON.stringify([
      mapping.format,
      Object.entries(mapping.fields).sort(),
      Object.entries(mapping.roles).sort(),
      duplicates,
      pseudonymize,
    ]);
  return one !== null && flat(one) === flat(other);
}
