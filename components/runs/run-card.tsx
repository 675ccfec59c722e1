"use client";

import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { useFormatter, useNow, useTranslations } from "use-intl";
import { RunState } from "@/components/runs/run-state";
import { projectPath } from "@/components/shell/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** One run in full: progress, units by status, failures with their reason. */
export function RunCard({
  projectId,
  run,
  onRetry,
  retrying,
}: {
  readonly projectId: string;
  readonly run: GradingRunView;
  readonly onRetry: (() => void) | null;
  readonly retrying: boolean;
}) {
  const t = useTranslations("runs");
  const format = useFormatter();
  const settled = run.tasksDone + run.tasksFailed;
  return (
    <Card act={run.state === "running"} padded={false} labelledBy="current-run">
      <div className="p-5 phone:p-6">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <div className="flex flex-wrap items-center gap-3">
            <h2 id="current-run" className="text-body font-[600]">
              {t("runOf", { grader: run.graderLabel })}
            </h2>
            <RunState run={run} />
          </div>
          <span className="text-label text-text-3 tabular-nums">
            <RelativeTime at={run.startedAt} />
          </span>
        </div>
        <div className="mt-4 flex flex-wrap items-baseline justify-between gap-x-4 text-control tabular-nums">
          <span>{t("progress", { done: settled, total: run.tasksTotal })}</span>
          <TimeLeft run={run} settled={settled} />
        </div>
        <Progress
          className="mt-2"
          label={t("progressLabel")}
          value={run.tasksTotal === 0 ? null : settled / run.tasksTotal}
        />
        {run.stateReason ? <p className="mt-3 text-control text-text-2">{run.stateReason}</p> : null}
        <dl className="mt-5 flex flex-wrap gap-x-12 gap-y-3 border-line border-t pt-4">
          {(
            [
              ["ok", run.gradesOk],
              ["notApplicable", run.gradesNotApplicable],
              ["failed", run.gradesFailed],
            ] as const
          ).map(([name, value]) => (
            <div key={name}>
              <dt className="text-label text-text-3">{t(name)}</dt>
              <dd className={`text-step tabular-nums ${name === "failed" && value > 0 ? "text-wrong" : ""}`}>
                {format.number(value)}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {run.failures.length > 0 ? (
        <div className="border-line border-t pb-2">
          <div className="p-5 phone:px-6">
            <Notice
              tone="warning"
              title={t("failedTitle", { count: run.tasksFailed })}
              action={
                onRetry && run.state !== "running" ? (
                  <Button variant="ink" icon={RotateCcw} busy={retrying} busyLabel={t("retrying")} onClick={onRetry}>
                    {t("retry")}
                  </Button>
                ) : null
              }
            >
              {t("failedBody")}
            </Notice>
          </div>
          <Table
            caption={t("failuresCaption")}
            rows={run.failures}
            rowKey={(failure) => failure.trajectoryId}
            rowDetail={(failure) => <p className="text-text-2">{failure.failure}</p>}
            columns={[
              {
                key: "session",
                header: t("session"),
                cell: (failure) => (
                  <Link
                    className="text-grader hover:underline"
                    href={projectPath(projectId, `/trajectories/${failure.trajectoryId}`)}
                  >
                    <code>{failure.sessionLabel}</code>
                  </Link>
                ),
              },
              { key: "attempts", header: t("attempts"), numeric: true, cell: (failure) => failure.attempts },
            ]}
          />
        </div>
      ) : null}
    </Card>
  );
}

function TimeLeft({ run, settled }: { readonly run: GradingRunView; readonly settled: number }) {
  const t = useTranslations("runs");
  const now = useNow({ updateInterval: 1_000 });
  const started = new Date(run.startedAt).getTime();
  if (run.finishedAt !== null) {
    const seconds = Math.max(1, Math.round((new Date(run.finishedAt).getTime() - started) / 1000));
    const duration = seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    return <span className="text-text-3">{t("took", { duration })}</span>;
  }
  // Too few done to tell a pace by.
  if (run.state !== "running" || settled < 3) return null;
  const perTask = Math.max(0, now.getTime() - started) / settled;
  const minutes = Math.floor((perTask * (run.tasksTotal - settled)) / 60_000);
  return <span className="text-text-3">{t("minutesLeft", { minutes })}</span>;
}
