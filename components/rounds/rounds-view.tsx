"use client";

import { useQuery } from "@tanstack/react-query";
import { CheckCheck, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { CandidatesCard } from "@/components/candidates/candidates-card";
import { ClustersCard } from "@/components/candidates/clusters-card";
import { LaunchDialog } from "@/components/rounds/launch-dialog";
import { RoundState } from "@/components/rounds/round-state";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { Table } from "@/components/ui/table";
import { can } from "@/lib/auth/can";
import { fetchRounds, pipelineKeys } from "@/lib/queries/pipeline-contract";

/** Every round, newest first, and how to launch the next. */
export function RoundsView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("rounds");
  const format = useFormatter();
  const projectId = actor.project.id;
  const mayManage = can(actor.role, "round.manage");
  const [dialogOpen, setDialogOpen] = useState(false);
  const rounds = useQuery({
    queryKey: pipelineKeys.rounds(projectId),
    queryFn: () => fetchRounds(projectId),
    refetchInterval: (query) =>
      query.state.data?.rounds.some((round) => round.state === "preparing")
        ? 1_000
        : query.state.data?.rounds.some((round) => round.state === "open")
          ? 5_000
          : false,
  });
  const list = rounds.data?.rounds ?? [];
  const current = list.find((round) => round.state === "open" || round.state === "preparing") ?? null;
  const measured = list.find((round) => round.secondsPerRead !== null)?.secondsPerRead ?? null;
  const launch = (
    <Button
      variant="ink"
      icon={RefreshCw}
      disabledReason={current ? t("dialog.openTitle", { number: current.number }) : null}
      onClick={() => setDialogOpen(true)}
    >
      {t("launch")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} actions={mayManage && list.length > 0 ? launch : null} />
      {rounds.data ? (
        list.length === 0 ? (
          <EmptyState icon={CheckCheck} title={t("emptyTitle")} action={mayManage ? launch : null}>
            {mayManage ? t("emptyBody") : t("emptyReader")}
          </EmptyState>
        ) : (
          <Card padded={false} className="overflow-hidden pt-1">
            <Table
              caption={t("listCaption")}
              rows={list}
              rowKey={(round) => round.id}
              columns={[
                {
                  key: "round",
                  header: t("column.round"),
                  cell: (round) => (
                    <Link
                      href={projectPath(projectId, `/rounds/${round.id}`)}
                      className="font-[560] whitespace-nowrap hover:underline"
                    >
                      {t("name", { number: round.number })}
                    </Link>
                  ),
                },
                { key: "state", header: t("column.state"), cell: (round) => <RoundState state={round.state} /> },
                { key: "grader", header: t("column.grader"), wideOnly: true, cell: (round) => round.graderLabel },
                {
                  key: "reads",
                  header: t("column.reads"),
                  numeric: true,
                  cell: (round) => `${format.number(round.readsDone)} / ${format.number(round.budgetReads)}`,
                },
                {
                  key: "accuracy",
                  header: t("column.accuracy"),
                  numeric: true,
                  wideOnly: true,
                  // Counts, not a share: a share without its interval is never shown.
                  cell: (round) => {
                    const right = round.accuracy.reduce((sum, one) => sum + one.share.right, 0);
                    const total = round.accuracy.reduce((sum, one) => sum + one.share.total, 0);
                    return total === 0 ? (
                      <span className="text-text-3">{t("page.accuracyWaiting")}</span>
                    ) : (
                      t("page.accuracyCount", { right, total })
                    );
                  },
                },
                {
                  key: "minutes",
                  header: t("column.minutes"),
                  numeric: true,
                  wideOnly: true,
                  cell: (round) => format.number(Math.round(round.minutesSpent)),
                },
                {
                  key: "started",
                  header: t("column.started"),
                  numeric: true,
                  wideOnly: true,
                  cell: (round) => <RelativeTime at={round.startedAt} />,
                },
              ]}
            />
          </Card>
        )
      ) : rounds.error ? (
        <LoadError error={rounds.error} onRetry={() => rounds.refetch()} retrying={rounds.isFetching} />
      ) : (
        <Skeleton>
          <Card padded={false}>
            <div className="h-9 border-line border-b" />
            {["a", "b", "c"].map((key) => (
              <div key={key} className="flex h-11 items-center gap-8 border-line px-6 not-last:border-b">
                <SkeletonBar className="w-24" />
                <SkeletonBar className="w-16" />
                <SkeletonBar className="ml-auto w-20" />
              </div>
            ))}
          </Card>
        </Skeleton>
      )}
      {rounds.data && list.length > 0 && can(actor.role, "grader.manage") ? (
        <div className="mt-4 grid gap-4 fold:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <ClustersCard projectId={projectId} />
          <CandidatesCard projectId={projectId} />
        </div>
      ) : null}
      {mayManage ? (
        <LaunchDialog
          projectId={projectId}
          open={dialogOpen && current === null}
          onOpenChange={setDialogOpen}
          secondsPerRead={measured}
        />
      ) : null}
    </>
  );
}
