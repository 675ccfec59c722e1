"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { toast } from "sonner";
import { useFormatter, useTranslations } from "use-intl";
import { RunCard } from "@/components/runs/run-card";
import { RunState } from "@/components/runs/run-state";
import { StartRunButton } from "@/components/runs/start-run-button";
import { LoadError } from "@/components/shell/load-error";
import { PageHeader } from "@/components/shell/page-header";
import { problemText } from "@/components/shell/problem-text";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Card, CardHead } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { Table } from "@/components/ui/table";
import { can } from "@/lib/auth/can";
import { projectKeys } from "@/lib/queries/project-contract";
import { fetchRuns, retryRun, runKeys } from "@/lib/queries/run-contract";

/** The newest run in full, live while it runs; earlier ones as a table. */
export function RunsView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("runs");
  const common = useTranslations("common");
  const format = useFormatter();
  const queryClient = useQueryClient();
  const projectId = actor.project.id;
  const mayRun = can(actor.role, "grading.run");
  const runs = useQuery({
    queryKey: runKeys.all(projectId),
    queryFn: () => fetchRuns(projectId),
    refetchInterval: (query) => (query.state.data?.runs.some((run) => run.state === "running") ? 1_000 : false),
  });
  const retry = useMutation({
    mutationFn: (runId: string) => retryRun(projectId, runId),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: runKeys.all(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    },
    onError: (error) => toast.error(t("retryFailed"), { description: problemText(error, common("error.unexpected")) }),
  });
  const [latest, ...earlier] = runs.data?.runs ?? [];
  const running = latest?.state === "running";
  return (
    <>
      <PageHeader
        title={t("title")}
        actions={
          mayRun && latest && !running ? (
            <StartRunButton projectId={projectId} variant={latest.tasksFailed > 0 ? "plain" : "ink"} />
          ) : null
        }
      />
      {runs.data ? (
        latest ? (
          <div className="space-y-5">
            <RunCard
              projectId={projectId}
              run={latest}
              onRetry={mayRun ? () => retry.mutate(latest.id) : null}
              retrying={retry.isPending}
            />
            {earlier.length > 0 ? (
              <Card padded={false} labelledBy="earlier-runs">
                <div className="px-5 pt-5 pb-2 phone:px-6">
                  <CardHead id="earlier-runs" title={t("earlier")} />
                </div>
                <Table
                  caption={t("earlierCaption")}
                  rows={earlier}
                  rowKey={(run) => run.id}
                  columns={[
                    { key: "grader", header: t("grader"), cell: (run) => run.graderLabel },
                    { key: "state", header: t("stateHeader"), cell: (run) => <RunState run={run} /> },
                    {
                      key: "tasks",
                      header: t("trajectoriesHeader"),
                      numeric: true,
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
                      cell: (run) => format.number(run.gradesFailed),
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
            ) : null}
          </div>
        ) : (
          <EmptyState
            icon={Play}
            title={t("emptyTitle")}
            action={mayRun ? <StartRunButton projectId={projectId} variant="ink" /> : null}
          >
            {t("emptyBody")}
          </EmptyState>
        )
      ) : runs.error ? (
        <LoadError error={runs.error} onRetry={() => runs.refetch()} retrying={runs.isFetching} />
      ) : (
        <Skeleton>
          <Card className="h-[198px] space-y-5">
            <SkeletonBar className="w-48" />
            <SkeletonBar className="h-1" />
            <SkeletonBar className="h-8 w-full" />
          </Card>
        </Skeleton>
      )}
    </>
  );
}
