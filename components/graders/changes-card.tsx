"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FailedMark } from "@/components/marks/failed-mark";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { projectPath } from "@/components/shell/navigation";
import { Card, CardHead } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Segments } from "@/components/ui/segments";
import { Table } from "@/components/ui/table";
import type { VersionComparison } from "@/lib/queries/grader-contract";

type Change = VersionComparison["changes"][number];
type Shown = "all" | Change["change"];

/** The server sends no more. */
const MOST_CHANGES = 200;

/** The units on which the two differ, each with a link to its turn. */
export function ChangesCard({
  projectId,
  comparison,
}: {
  readonly projectId: string;
  readonly comparison: VersionComparison;
}) {
  const t = useTranslations("graders.comparison");
  const marks = useTranslations("marks.criterion");
  const [shown, setShown] = useState<Shown>("all");
  const { changes } = comparison;
  const count = (kind: Shown) => changes.filter((one) => kind === "all" || one.change === kind).length;
  const rows = changes.filter((one) => shown === "all" || one.change === shown);
  return (
    <Card padded={false} labelledBy="changes" className="overflow-hidden">
      <div className="space-y-3 px-5 pt-5 pb-2 phone:px-6">
        <CardHead
          id="changes"
          title={t("changes")}
          aside={
            changes.length >= MOST_CHANGES
              ? t("changesFirst", { count: changes.length })
              : t("changesNote", { count: changes.length })
          }
        />
        {changes.length === 0 ? (
          <p className="pb-3 text-control text-text-2">
            {comparison.agreement.some((one) => one.share.total > 0) ? t("noChanges") : t("noneShared")}
          </p>
        ) : (
          <Segments
            label={t("filter")}
            value={shown}
            options={(["all", "fixed", "broke", "unjudged"] as const).map((value) => ({
              value,
              label: t(`filterOption.${value}`, { count: count(value) }),
            }))}
            onChange={setShown}
          />
        )}
      </div>
      {changes.length === 0 ? null : rows.length === 0 ? (
        <p className="px-5 pb-5 text-control text-text-2 phone:px-6">{t("noneOfKind")}</p>
      ) : (
        <Table
          caption={t("changes")}
          rows={rows}
          rowKey={(one) => `${one.turnId} ${one.criterion}`}
          columns={[
            {
              key: "turn",
              header: t("column.turn"),
              cell: (one) => (
                <Link
                  href={projectPath(projectId, `/trajectories/${one.trajectoryId}#turn-${one.round}`)}
                  className="text-grader hover:underline"
                >
                  <code className="block max-w-32 truncate phone:max-w-none">{one.sessionLabel}</code>
                  <span className="whitespace-nowrap">{t("turn", { round: one.round })}</span>
                </Link>
              ),
            },
            { key: "criterion", header: t("column.criterion"), wideOnly: true, cell: (one) => marks(one.criterion) },
            {
              key: "values",
              header: t("column.values"),
              cell: (one) => (
                <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                  <span className="text-label text-text-3 phone:hidden">{marks(one.criterion)}</span>
                  <ComparedValue value={one.before} isBefore />
                  <Icon icon={ArrowRight} size={14} className="shrink-0 text-text-3" />
                  <span className="sr-only">{t("becomes")}</span>
                  <ComparedValue value={one.after} />
                </span>
              ),
            },
            {
              key: "change",
              header: t("column.change"),
              cell: (one) => <ChangeMark change={one.change} />,
            },
            {
              key: "verdict",
              header: t("column.verdict"),
              wideOnly: true,
              cell: (one) => one.verdict ?? <span className="text-text-3">–</span>,
            },
          ]}
        />
      )}
    </Card>
  );
}

function ComparedValue({ value, isBefore = false }: { readonly value: Change["before"]; readonly isBefore?: boolean }) {
  const t = useTranslations("graders.comparison");
  switch (value.status) {
    case "ok":
      return <span className={isBefore ? "text-text-2" : "font-[540]"}>{value.words}</span>;
    case "failed":
      return <FailedMark failureClass={value.failureClass} size={14} small />;
    case "not_applicable":
      return <span className="text-text-3">{t("notApplicable")}</span>;
  }
}

function ChangeMark({ change }: { readonly change: Change["change"] }) {
  const t = useTranslations("graders.comparison.change");
  if (change === "unjudged") return <span className="whitespace-nowrap text-text-3">{t(change)}</span>;
  return (
    <span
      className={`inline-flex items-center gap-1.5 font-[560] whitespace-nowrap ${change === "fixed" ? "text-agree" : "text-wrong"}`}
    >
      <VerdictGlyph kind={change === "fixed" ? "agree" : "wrong"} size={12} />
      {t(change)}
    </span>
  );
}
