"use client";

import { useTranslations } from "use-intl";
import { FailureHelp } from "@/components/runs/failure-help";
import { Spoken } from "@/components/shell/sentences";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact } from "@/components/ui/fact";
import { formatCount, formatLatency } from "@/components/ui/format-amount";
import { Notice } from "@/components/ui/notice";
import type { EndpointTest } from "@/lib/queries/endpoint-contract";

/** What one small real call came to: the answer, or the failure with what it means and what to do. */
export function EndpointTestResult({ result }: { readonly result: EndpointTest }) {
  const t = useTranslations("endpoints.result");
  const marks = useTranslations("marks");
  if (result.outcome === "failed") {
    const latency = formatLatency(result.latencyMs);
    return (
      <Notice tone="error" title={t("failed", { failure: marks(`failure.${result.failureClass}`) })}>
        <p>
          <Spoken text={result.message} />
        </p>
        <FailureHelp failureClass={result.failureClass} className="mt-1" />
        <p className="mt-1 text-label text-text-3 tabular-nums">
          {result.httpStatus === null
            ? t("noStatus", { latency })
            : t("status", { latency, status: String(result.httpStatus) })}
        </p>
        {result.rawAnswer === null ? null : (
          <Disclosure summary={t("raw")} className="mt-1">
            <CodeBlock label={t("raw")} text={result.rawAnswer} />
          </Disclosure>
        )}
      </Notice>
    );
  }
  const tokens = (count: number | null) => (count === null ? t("notCounted") : formatCount(count));
  return (
    <div className="rounded-card border border-line bg-surface p-4">
      <p className="text-body font-[600]">{t("answered", { latency: formatLatency(result.latencyMs) })}</p>
      <dl className="mt-3 grid gap-x-8 gap-y-3 phone:grid-cols-2 fold:grid-cols-4">
        <Fact name={t("model")}>
          <code>{result.model}</code>
        </Fact>
        <Fact name={t("tokens")}>
          {tokens(result.inputTokens)}, {tokens(result.outputTokens)}
        </Fact>
        {result.structured === null ? null : (
          <Fact name={t("structured")}>{result.structured ? t("yes") : t("no")}</Fact>
        )}
        {result.tokenProbabilities === null ? null : (
          <Fact name={t("probabilities")}>{result.tokenProbabilities ? t("yes") : t("no")}</Fact>
        )}
      </dl>
      {result.structured === false ? (
        <Notice tone="warning" className="mt-3">
          {t("notStructured")}
        </Notice>
      ) : null}
      {result.tokenProbabilities === false ? (
        <Notice tone="info" className="mt-3">
          {t("noProbabilities")}
        </Notice>
      ) : null}
      <Disclosure summary={t("text")} className="mt-2">
        <CodeBlock label={t("text")} text={result.text} />
      </Disclosure>
    </div>
  );
}
