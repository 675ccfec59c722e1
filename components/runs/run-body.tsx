"use client";

import { CircleX, Pause, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FailureBars } from "@/components/runs/failure-bars";
import { FailuresDrawer } from "@/components/runs/failures-drawer";
import { PausedNotice } from "@/components/runs/paused-notice";
import { ResumeDialog } from "@/components/runs/resume-dialog";
import { RunFigures } from "@/components/runs/run-figures";
import { useRunActions } from "@/components/runs/use-run-actions";
import { projectPath } from "@/components/shell/navigation";
import { Spoken } from "@/components/shell/sentences";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatDuration, formatRate } from "@/components/ui/format-amount";
import { Progress } from "@/components/ui/progress";
import { Table } from "@/components/ui/table";
import type { FailureClass } from "@/lib/grading/grader";
import type { GradingRunView } from "@/lib/queries/run-contract";

type Asked = { readonly dialog: "cancel" | "resume" } | { readonly dialog: "failures"; readonly first: FailureClass };

/** All of one run below its title: why it stands still, progress, figures, failures, and what can be done. */
export function RunBody({
  projectId,
  run,
  mayRun,
}: {
  readonly projectId: string;
  readonly run: GradingRunView;
  readonly mayRun: boolean;
}) {
  const t = useTranslations("runs");
  const [asked, setAsked] = useState<Asked | null>(null);
  const { act, busy } = useRunActions(projectId, run.id);
  const settled = run.tasksDone + run.tasksFailed;
  const close = () => setAsked(null);
  const isLive = run.state === "running" || run.state === "paused";
  const mayRetry = !isLive && (run.tasksFailed > 0 || run.gradesFailed > 0);
  return (
    <>
      <div className="px-5 pb-5 phone:px-6 phone:pb-6">
        {run.state === "paused" ? (
          <div className="mb-5">
            <PausedNotice
              projectId={projectId}
              run={run}
              mayRun={mayRun}
              resuming={busy === "resume"}
              onResume={() => act({ verb: "resume" })}
              onRaise={() => setAsked({ dialog: "resume" })}
            />
          </div>
        ) : null}
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-control tabular-nums">
          <span className="font-[560]">{t("progress", { done: settled, total: run.tasksTotal })}</span>
          <Pace run={run} />
        </div>
        <Progress
          className="mt-2"
          label={t("progressLabel")}
          value={run.tasksTotal === 0 ? (isLive ? null : 1) : settled / run.tasksTotal}
        />
        {run.state !== "paused" && run.stateReason ? (
          <p className="mt-3 text-control text-text-2">
            <Spoken text={run.stateReason} />
          </p>
        ) : null}
        <RunFigures run={run} />
        {mayRun && (isLive || mayRetry) ? (
          <div className="mt-5 flex flex-wrap gap-2">
            {run.state === "running" ? (
              <Button
                icon={Pause}
                busy={busy === "pause"}
                busyLabel={t("pausing")}
                onClick={() => act({ verb: "pause" })}
              >
                {t("pause")}
              </Button>
            ) : null}
            {isLive ? (
              <Button
                variant="quiet"
                icon={CircleX}
                className={run.state === "paused" ? "-ml-3.5" : undefined}
                onClick={() => setAsked({ dialog: "cancel" })}
              >
                {t("cancel")}
              </Button>
            ) : null}
            {mayRetry ? (
              <Button
                icon={RotateCcw}
                busy={busy === "retry"}
                busyLabel={t("retrying")}
                onClick={() => act({ verb: "retry" })}
              >
                {t("retry")}
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
      {run.failureClasses.length > 0 || run.retriedCalls.length > 0 ? (
        <FailureBars run={run} onOpen={(first) => setAsked({ dialog: "failures", first })} />
      ) : null}
      {run.failures.length > 0 ? <FailedTrajectories projectId={projectId} run={run} /> : null}
      {asked?.dialog === "failures" ? (
        <FailuresDrawer projectId={projectId} run={run} first={asked.first} onClose={close} />
      ) : null}
      {asked?.dialog === "resume" ? (
        <ResumeDialog
          run={run}
          busy={busy === "resume"}
          onResume={(costCeilingUsd) => act({ verb: "resume", costCeilingUsd }, close)}
          onClose={close}
        />
      ) : null}
      <ConfirmDialog
        open={asked?.dialog === "cancel"}
        onClose={close}
        title={t("cancelDialog.title", { grader: run.graderLabel })}
        confirm={t("cancel")}
        keep={t("cancelDialog.keep")}
        busyLabel={t("cancelDialog.canceling")}
        busy={busy === "cancel"}
        onConfirm={() => act({ verb: "cancel" }, close)}
      >
        {t("cancelDialog.body", { left: run.tasksTotal - settled })}
      </ConfirmDialog>
    </>
  );
}

function Pace({ run }: { readonly run: GradingRunView }) {
  const t = useTranslations("runs");
  const words = [
    run.trajectoriesPerMinute === null ? null : t("rate", { rate: formatRate(run.trajectoriesPerMinute) }),
    run.finishedAt !== null
      ? t("took", { duration: formatDuration(run.activeSeconds) })
      : run.secondsLeft === null
        ? null
        : run.secondsLeft < 60
          ? t("leftSoon")
          : t("left", { duration: formatDuration(run.secondsLeft) }),
  ].filter((part) => part !== null);
  return <span className="text-text-3">{words.join(" · ")}</span>;
}

function FailedTrajectories({ projectId, run }: { readonly projectId: string; readonly run: GradingRunView }) {
  const t = useTranslations("runs.failures");
  return (
    <div className="border-line border-t pt-4 pb-2">
      <h3 className="px-5 text-control font-[600] phone:px-6">{t("trajectories", { count: run.tasksFailed })}</h3>
      <Table
        caption={t("trajectoriesCaption")}
        rows={run.failures}
        rowKey={(failure) => failure.trajectoryId}
        rowDetail={(failure) => (
          <p className="text-text-2">
            <Spoken text={failure.failure} />
          </p>
        )}
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
  );
}
