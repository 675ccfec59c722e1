"use client";

import { useFormatter, useTranslations } from "use-intl";
import { CertifyButton } from "@/components/rounds/certify-button";
import { BarMeter } from "@/components/ui/bar-meter";
import { Card, CardHead } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { IntervalPlot } from "@/components/ui/interval-plot";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import type { CertificateView, RoundLive } from "@/lib/queries/round-contract";

const AXIS_ENDS = [5, 10, 20, 40, 60, 80, 100] as const;
const whole = (minutes: number) => Math.max(1, Math.round(minutes));

/**
 * What may be promised of an export, and what it still takes. It is never computed from the model's own confidence: only
 * from fresh random audits.
 */
export function CertificateCard({
  live,
  projectId,
  mayManage,
}: {
  readonly live: RoundLive;
  readonly projectId: string;
  readonly mayManage: boolean;
}) {
  const t = useTranslations("rounds.certificate");
  const { certificate, settings, figures, phase, round } = live;
  const canCertify = mayManage && round.state === "open" && phase === "collecting";
  return (
    <Card labelledBy="round-certificate" className="flex h-full flex-col">
      <div className="flex items-start justify-between gap-3">
        <CardHead id="round-certificate" title={t("title")} />
        <Tag tone={certificate?.state === "issued" ? "agree" : certificate?.state === "walking" ? "strong" : "neutral"}>
          {certificate === null ? t("tag.none") : t(`tag.${certificate.state}`)}
        </Tag>
      </div>
      {certificate === null ? <NotBegun live={live} /> : <Walk certificate={certificate} />}
      {figures?.forecast.isBelowDisagreement ? (
        <Notice className="mt-4">
          {t("belowDisagreement", { target: formatPercentFigure(settings.targetError) })} <Disagreement live={live} />
        </Notice>
      ) : null}
      {canCertify ? (
        <div className="mt-auto pt-4">
          <CertifyButton projectId={projectId} live={live} />
        </div>
      ) : null}
    </Card>
  );
}

/** Before the certify phase: what it would take, as the model sees it. A plan, no promise. */
function NotBegun({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.certificate");
  const { settings, figures, round } = live;
  const needed = figures?.forecast.readsNeeded ?? null;
  const minutes = figures?.forecast.minutesNeeded ?? null;
  const isOver = round.state === "finished" || round.state === "canceled";
  return (
    <>
      <p className="mt-3 text-step text-text-2">{t("target", { target: formatPercentFigure(settings.targetError) })}</p>
      <div aria-hidden="true" className="hatched mt-4 h-10 rounded-tag border border-line" />
      <p className="mt-4 text-control text-text-2 tabular-nums">
        {isOver
          ? t("notBegunEnded")
          : figures === null
            ? t("notBegunWaiting")
            : needed === null
              ? t("tooFar")
              : needed.targeted > 0
                ? t("plan", { targeted: needed.targeted, audits: needed.audits })
                : t("planAudits", { audits: needed.audits })}
        {!isOver && needed !== null && minutes !== null ? ` ${t("aboutMinutes", { minutes: whole(minutes) })}` : null}
      </p>
      {isOver ? null : <p className="mt-2 text-label text-text-3">{t("notBegunNote")}</p>}
    </>
  );
}

function Walk({ certificate }: { readonly certificate: CertificateView }) {
  const t = useTranslations("rounds.certificate");
  const format = useFormatter();
  const { bound, target, passed, wrong, freshReads, placesNeeded, state } = certificate;
  const confidence = Math.round(certificate.confidence * 100);
  const end = AXIS_ENDS.find((value) => value >= Math.min(100, Math.max(bound, target) * 110)) ?? 100;
  const found = passed === 0 ? 0 : wrong / passed;
  const total = passed + (placesNeeded ?? 0);
  return (
    <>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-2.5 tabular-nums">
        <span className="text-figure">
          <span aria-hidden="true">≤ </span>
          <span className="sr-only">{t("atMost")} </span>
          {formatPercentFigure(bound)}
          <span className="text-body font-[400] tracking-normal text-text-3">%</span>
        </span>
        <span className="text-control text-text-2">{t("targetShort", { target: formatPercentFigure(target) })}</span>
      </p>
      <p className="mt-1 text-label text-text-3">
        {state === "issued"
          ? t("issued", { bound: formatPercentFigure(bound), confidence, audits: passed })
          : t("bound", { confidence })}
      </p>
      <IntervalPlot
        label={t("plot")}
        current={{ label: t("title"), estimate: found * 100, lower: 0, upper: bound * 100 }}
        domain={[0, end]}
        ticks={[0, 1, 2, 3, 4, 5].map((step) => (end * step) / 5)}
        format={(value) => format.number(value, { maximumFractionDigits: 1 })}
        target={{ value: target * 100, label: t("targetLabel") }}
      />
      <div className="mt-3 border-line border-t pt-3">
        <p className="flex items-baseline justify-between gap-3 text-control font-[500] tabular-nums">
          {t("audits")}
          <span className="text-text-2">
            {placesNeeded === null || state !== "walking" ? format.number(passed) : t("auditsOf", { passed, total })}
          </span>
        </p>
        <div className="mt-1.5">
          <BarMeter value={passed} total={Math.max(1, total)} thick label={t("auditsOf", { passed, total })} />
        </div>
        <p className="mt-2.5 text-control text-text-2 tabular-nums">
          {t("wrong", { wrong, joined: passed - freshReads })} <Outlook certificate={certificate} />
        </p>
      </div>
    </>
  );
}

/** What it still takes, or why it ended. */
function Outlook({ certificate }: { readonly certificate: CertificateView }) {
  const t = useTranslations("rounds.certificate");
  const { state, placesNeeded, readsExpected, minutesExpected, bound } = certificate;
  if (state === "issued") return t("issuedNext");
  if (state !== "walking") return t(`over.${state}`, { bound: formatPercentFigure(bound) });
  const parts = [
    placesNeeded === null ? null : t("clean", { count: placesNeeded }),
    readsExpected === null ? t("unlikely") : t("reads", { count: readsExpected }),
    minutesExpected === null ? null : t("aboutMinutes", { minutes: whole(minutesExpected) }),
  ];
  return parts.filter((part) => part !== null).join(" ");
}

function Disagreement({ live }: { readonly live: RoundLive }) {
  const t = useTranslations("rounds.certificate");
  const pairs = live.figures?.agreement.pairs;
  if (pairs === undefined || pairs.estimate === null) return null;
  return t("disagreement", {
    share: formatPercentFigure(1 - pairs.estimate),
    lower: formatPercentFigure(1 - pairs.upper),
    upper: formatPercentFigure(1 - pairs.lower),
    pairs: pairs.total,
  });
}
