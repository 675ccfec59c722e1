"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, Clock, KeyRound, Pencil, PlugZap, RotateCcw } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useFormatter, useNow, useTranslations } from "use-intl";
import { EndpointTestResult } from "@/components/endpoints/endpoint-test-result";
import { Spoken } from "@/components/shell/sentences";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Fact } from "@/components/ui/fact";
import { formatCount, formatDuration, formatUsd } from "@/components/ui/format-amount";
import { IconButton } from "@/components/ui/icon-button";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { changeEndpoint, type EndpointView, endpointKeys, testEndpoint } from "@/lib/queries/endpoint-contract";

/** One endpoint: whether it can be called now, its limits and prices, and what to do with it. */
export function EndpointCard({
  projectId,
  endpoint,
  onEdit,
}: {
  readonly projectId: string;
  readonly endpoint: EndpointView;
  readonly onEdit: () => void;
}) {
  const t = useTranslations("endpoints");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [archiving, setArchiving] = useState(false);
  const headingId = `endpoint-${endpoint.id}`;
  const refresh = () => queryClient.invalidateQueries({ queryKey: endpointKeys.all(projectId) });
  const test = useMutation({
    mutationFn: () => testEndpoint(projectId, endpoint.id),
    // A refused key or a limit may have changed whether it is held.
    onSettled: refresh,
  });
  const archive = useMutation({
    mutationFn: (archived: boolean) => changeEndpoint(projectId, endpoint.id, { archived }),
    onSuccess: async (changed) => {
      await refresh();
      setArchiving(false);
      toast(t(changed.archived ? "archived" : "restored", { name: changed.name }));
    },
    onError: (error) => toast.error(t("changeFailed"), { description: problemText(error) }),
  });
  return (
    <Card labelledBy={headingId}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h2 id={headingId} className="min-w-0 break-words text-step">
            {endpoint.name}
          </h2>
          <EndpointState endpoint={endpoint} />
        </div>
        <div className="flex flex-wrap gap-2">
          {endpoint.archived ? (
            <Button
              icon={RotateCcw}
              busy={archive.isPending}
              aria-describedby={headingId}
              onClick={() => archive.mutate(false)}
            >
              {t("restore")}
            </Button>
          ) : (
            <>
              <Button
                icon={PlugZap}
                busy={test.isPending}
                busyLabel={t("testing")}
                aria-describedby={headingId}
                onClick={() => test.mutate()}
              >
                {t("test")}
              </Button>
              <Button icon={Pencil} aria-describedby={headingId} onClick={onEdit}>
                {t("edit")}
              </Button>
              <IconButton
                icon={Archive}
                label={t("archive")}
                aria-describedby={headingId}
                onClick={() => setArchiving(true)}
              />
            </>
          )}
        </div>
      </div>
      <HeldReason endpoint={endpoint} />
      <dl className="mt-4 grid grid-cols-2 gap-x-8 gap-y-3 fold:grid-cols-4">
        <Fact name={t("fact.model")}>
          <code>{endpoint.model}</code>
        </Fact>
        <Fact name={t("fact.address")}>
          <code className="break-all">{endpoint.baseUrl}</code>
        </Fact>
        <Fact name={t("fact.key")}>
          {endpoint.key.source === "environment" ? (
            <code className="break-all">{endpoint.key.variable}</code>
          ) : (
            t(`key.${endpoint.key.source}`)
          )}
        </Fact>
        <Fact name={t("fact.structured")}>{t(`structured.${endpoint.structuredOutput}`)}</Fact>
        <Fact name={t("fact.calls")}>{formatCount(endpoint.concurrency)}</Fact>
        <Fact name={t("fact.requests")}>
          {endpoint.requestsPerMinute === null ? t("unlimited") : formatCount(endpoint.requestsPerMinute)}
          {endpoint.tokensPerMinute === null ? null : (
            <span className="block text-label font-[400] text-text-3">
              {t("tokensPerMinute", { count: formatCount(endpoint.tokensPerMinute) })}
            </span>
          )}
        </Fact>
        <Fact name={t("fact.timeout")}>{formatDuration(endpoint.timeoutMs / 1_000)}</Fact>
        <Fact name={t("fact.price")}>
          {endpoint.inputUsdPerMillionTokens === null || endpoint.outputUsdPerMillionTokens === null
            ? t("noPrice")
            : t("priceBoth", {
                input: formatUsd(endpoint.inputUsdPerMillionTokens),
                output: formatUsd(endpoint.outputUsdPerMillionTokens),
              })}
        </Fact>
      </dl>
      {!endpoint.archived && !endpoint.key.isPresent && endpoint.key.source !== "none" ? (
        <Notice tone="warning" title={t("keyMissingTitle")} className="mt-4">
          {endpoint.key.source === "environment"
            ? t("keyMissingVariable", { variable: endpoint.key.variable ?? "" })
            : t("keyMissingStored")}
        </Notice>
      ) : null}
      <div aria-live="polite" className="not-empty:mt-4">
        {test.isPending ? null : test.data ? (
          <EndpointTestResult result={test.data} />
        ) : test.error ? (
          <Notice tone="error" title={t("result.requestFailed")}>
            {problemText(test.error)}
          </Notice>
        ) : null}
      </div>
      <ConfirmDialog
        open={archiving}
        onClose={() => setArchiving(false)}
        title={t("archiveTitle", { name: endpoint.name })}
        confirm={t("archive")}
        busyLabel={t("archiving")}
        busy={archive.isPending}
        onConfirm={() => archive.mutate(true)}
      >
        {t("archiveBody")}
      </ConfirmDialog>
    </Card>
  );
}

/** Until when nobody calls an endpoint; null where it is free now. */
function useHeldUntil(endpoint: EndpointView): Date | null {
  const now = useNow({ updateInterval: 1_000 });
  const heldUntil = endpoint.heldUntil === null ? null : new Date(endpoint.heldUntil);
  return heldUntil !== null && heldUntil > now ? heldUntil : null;
}

/** Within a day the time alone says when. */
const DAY_MS = 86_400_000;

/** Archived, key missing, held until when, or ready; the first that applies. */
function EndpointState({ endpoint }: { readonly endpoint: EndpointView }) {
  const t = useTranslations("endpoints");
  const format = useFormatter();
  const heldUntil = useHeldUntil(endpoint);
  if (endpoint.archived) return <Tag icon={Archive}>{t("state.archived")}</Tag>;
  if (endpoint.key.source !== "none" && !endpoint.key.isPresent) {
    return (
      <Tag tone="wrong" icon={KeyRound}>
        {t("state.keyMissing")}
      </Tag>
    );
  }
  if (heldUntil === null) return <Tag>{t("state.ready")}</Tag>;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const isSoon = heldUntil.getTime() - Date.now() < DAY_MS;
  return (
    <Tag tone="strong" icon={Clock}>
      {t("state.held", {
        time: format.dateTime(heldUntil, isSoon ? time : { ...time, day: "numeric", month: "short" }),
      })}
    </Tag>
  );
}

function HeldReason({ endpoint }: { readonly endpoint: EndpointView }) {
  const t = useTranslations("endpoints");
  const heldUntil = useHeldUntil(endpoint);
  if (heldUntil === null || endpoint.archived) return null;
  return (
    <p className="mt-2 text-control text-text-2">
      <Spoken text={endpoint.heldReason} /> {t("heldBody")}
    </p>
  );
}
