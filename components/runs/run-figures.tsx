"use client";

import { useTranslations } from "use-intl";
import { BarMeter } from "@/components/ui/bar-meter";
import { formatCount, formatUsd } from "@/components/ui/format-amount";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** Units by status; for an LLM grader also calls, tokens and cost against the ceiling. */
export function RunFigures({ run }: { readonly run: GradingRunView }) {
  const t = useTranslations("runs");
  const isLlm = run.graderKind === "llm";
  return (
    <dl className="mt-5 grid grid-cols-2 gap-x-8 gap-y-4 border-line border-t pt-4 phone:grid-cols-3 wide:grid-cols-6">
      <Figure name={t("ok")}>{formatCount(run.gradesOk)}</Figure>
      <Figure name={t("notApplicable")}>{formatCount(run.gradesNotApplicable)}</Figure>
      <Figure name={t("failed")} tone={run.gradesFailed > 0 ? "wrong" : undefined}>
        {formatCount(run.gradesFailed)}
      </Figure>
      {isLlm ? (
        <>
          <Figure
            name={t("calls")}
            note={run.callsReused > 0 ? t("callsReused", { count: formatCount(run.callsReused) }) : null}
          >
            {formatCount(run.calls)}
          </Figure>
          <Figure name={t("tokens")} note={t("tokensOut", { count: formatCount(run.outputTokens) })}>
            {formatCount(run.inputTokens)}
          </Figure>
          <Cost run={run} />
        </>
      ) : null}
    </dl>
  );
}

function Figure({
  name,
  note = null,
  tone,
  children,
}: {
  readonly name: string;
  readonly note?: string | null;
  readonly tone?: "wrong";
  readonly children: React.ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-label text-text-3">{name}</dt>
      <dd className={`text-step tabular-nums ${tone === "wrong" ? "text-wrong" : ""}`}>{children}</dd>
      {note === null ? null : <dd className="text-label text-text-3 tabular-nums">{note}</dd>}
    </div>
  );
}

function Cost({ run }: { readonly run: GradingRunView }) {
  const t = useTranslations("runs");
  if (run.costUsd === null) {
    return (
      <div>
        <dt className="text-label text-text-3">{t("cost")}</dt>
        <dd className="text-control leading-[26px] text-text-3">{t("costUnknown")}</dd>
      </div>
    );
  }
  const cost = formatUsd(run.costUsd);
  if (run.costCeilingUsd === null) return <Figure name={t("cost")}>{cost}</Figure>;
  const words = t("costOf", { cost, ceiling: formatUsd(run.costCeilingUsd) });
  return (
    <div className="min-w-0">
      <dt className="text-label text-text-3">{t("cost")}</dt>
      <dd className="text-step tabular-nums">{cost}</dd>
      <dd className="text-label text-text-3 tabular-nums">
        {words.slice(cost.length)}
        <span className="mt-1 block max-w-40">
          <BarMeter value={run.costUsd} total={run.costCeilingUsd} label={`${t("costLabel")}: ${words}`} />
        </span>
      </dd>
    </div>
  );
}
