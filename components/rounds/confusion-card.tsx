"use client";

import { useTranslations } from "use-intl";
import { Card, CardHead } from "@/components/ui/card";
import { ConfusionMatrix } from "@/components/ui/confusion-matrix";
import type { RoundView } from "@/lib/queries/pipeline-contract";

/** Clinician against grader in the audit lane, for the two criteria whose values can be set side by side. */
export function ConfusionCard({ round }: { readonly round: RoundView }) {
  const t = useTranslations("rounds.page");
  const marks = useTranslations("marks.criterion");
  const { decision, content } = round.confusion;
  const extraction = round.accuracy.find((one) => one.criterion === "extraction")?.share ?? null;
  const count = round.accuracy.reduce((sum, one) => sum + one.share.total, 0);
  return (
    <Card labelledBy="round-confusion">
      <CardHead
        id="round-confusion"
        title={t("confusion", { grader: round.graderLabel })}
        aside={count === 0 ? null : t("confusionNote", { count })}
      />
      {count === 0 ? (
        <p className="mt-3 text-control text-text-3">{t("confusionNone")}</p>
      ) : (
        <div className="mt-4 flex flex-wrap gap-x-14 gap-y-6">
          <div>
            <h3 className="mb-2 text-control font-[600]">{t("decision")}</h3>
            <ConfusionMatrix
              caption={`${t("decision")}: ${t("confusionNote", { count: total(decision) })}`}
              labels={[
                { value: "continue", word: t("continue") },
                { value: "stop", word: t("stop") },
              ]}
              cells={decision}
            />
          </div>
          <div>
            <h3 className="mb-2 text-control font-[600]">{t("content")}</h3>
            <ConfusionMatrix
              caption={`${t("content")}: ${t("confusionNote", { count: total(content) })}`}
              labels={["0", "0.5", "1"].map((value) => ({ value, word: value }))}
              cells={content}
            />
          </div>
          {extraction && extraction.total > 0 ? (
            <div className="w-56">
              <h3 className="mb-3 text-control font-[600]">{marks("extraction")}</h3>
              <RightWrong right={extraction.right} total={extraction.total} />
            </div>
          ) : null}
        </div>
      )}
    </Card>
  );
}

function RightWrong({ right, total: all }: { readonly right: number; readonly total: number }) {
  const t = useTranslations("rounds.page");
  const rows = [
    { name: t("extractionRight"), count: right, className: "bg-control/50" },
    { name: t("extractionWrong"), count: all - right, className: "bg-wrong" },
  ];
  return (
    <dl className="space-y-2.5 text-label">
      {rows.map((row) => (
        <div key={row.name} className="grid grid-cols-[64px_1fr] items-center gap-2">
          <dt className="text-text-3">{row.name}</dt>
          <dd className="flex items-center gap-2 font-[600] tabular-nums">
            <span
              aria-hidden="true"
              className={`h-4 rounded-tag ${row.className}`}
              style={{ width: `${(row.count / all) * 75}%`, minWidth: row.count > 0 ? 4 : 0 }}
            />
            {row.count}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const total = (cells: readonly { readonly count: number }[]) => cells.reduce((sum, cell) => sum + cell.count, 0);
