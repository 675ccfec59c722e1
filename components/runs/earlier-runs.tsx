"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { RunBody } from "@/components/runs/run-body";
import { RunState } from "@/components/runs/run-state";
import { useScopeWords } from "@/components/runs/use-scope-words";
import { Card, CardHead } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { formatUsd } from "@/components/ui/format-amount";
import { Icon } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** Runs that have ended, one row each; a row opens into the whole run. */
export function EarlierRuns({
  projectId,
  runs,
  mayRun,
}: {
  readonly projectId: string;
  readonly runs: readonly GradingRunView[];
  readonly mayRun: boolean;
}) {
  const t = useTranslations("runs");
  const format = useFormatter();
  const scope = useScopeWords();
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <Card padded={false} labelledBy="earlier-runs">
      <div className="px-5 pt-5 pb-2 phone:px-6">
        <CardHead id="earlier-runs" title={t("earlier")} />
      </div>
      <Table
        caption={t("earlierCaption")}
        rows={runs}
        rowKey={(run) => run.id}
        rowDetail={(run) =>
          run.id === openId ? (
            <div className="-mx-5 pt-2 phone:-mx-6">
              <RunBody projectId={projectId} run={run} mayRun={mayRun} />
            </div>
          ) : null
        }
        columns={[
          {
            key: "grader",
            header: t("grader"),
            cell: (run) => {
              const isOpen = run.id === openId;
              return (
                <button
                  type="button"
                  aria-expanded={isOpen}
                  aria-label={t(isOpen ? "hideRun" : "showRun", { grader: run.graderLabel })}
                  onClick={() => setOpenId(isOpen ? null : run.id)}
                  className="-ml-1 flex min-h-6 items-start gap-1.5 rounded-button px-1 text-left font-[540] hover:underline"
                >
                  <Icon
                    icon={ChevronRight}
                    size={14}
                    className={classNames("mt-[3px] shrink-0 text-text-3 transition-transform", isOpen && "rotate-90")}
                  />
                  <span>
                    {run.graderLabel}
                    {run.graderKind === "imported" ? null : (
                      <span className="block text-label font-[400] text-text-3">{scope(run.scope)}</span>
                    )}
                  </span>
                </button>
              );
            },
          },
          { key: "state", header: t("stateHeader"), cell: (run) => <RunState run={run} /> },
          {
            key: "tasks",
            header: t("trajectoriesHeader"),
            numeric: true,
            wideOnly: true,
            cell: (run) => `${format.number(run.tasksDone)} / ${format.number(run.tasksTotal)}`,
          },
          {
            key: "ok",
            header: t("gradesHeader"),
            numeric: true,
            wideOnly: true,
            cell: (run) => format.number(run.gradesOk),
          },
          {
            key: "failed",
            header: t("failedHeader"),
            numeric: true,
            wideOnly: true,
            cell: (run) => (
              <span className={run.gradesFailed > 0 ? "font-[560] text-wrong" : undefined}>
                {format.number(run.gradesFailed)}
              </span>
            ),
          },
          {
            key: "cost",
            header: t("cost"),
            numeric: true,
            wideOnly: true,
            cell: (run) =>
              run.graderKind === "llm" && run.costUsd !== null ? (
                formatUsd(run.costUsd)
              ) : (
                <span className="text-text-3">–</span>
              ),
          },
          {
            key: "started",
            header: t("startedHeader"),
            numeric: true,
            cell: (run) => <RelativeTime at={run.startedAt} />,
          },
        ]}
      />
    </Card>
  );
}
