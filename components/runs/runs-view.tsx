"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { EarlierRuns } from "@/components/runs/earlier-runs";
import { RunAnnouncer } from "@/components/runs/run-announcer";
import { RunCard } from "@/components/runs/run-card";
import { StartRunDialog } from "@/components/runs/start-run-dialog";
import { useLiveRuns } from "@/components/runs/use-live-runs";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";

/** The newest run and all that have not ended in full, live; earlier ones as a table. */
export function RunsView({
  actor,
  start,
}: {
  readonly actor: Pick<ShellActor, "project" | "role">;
  /** The page was asked for with the start dialog open: for this version (its id), or for any ("run"). */
  readonly start: string | null;
}) {
  const t = useTranslations("runs");
  const router = useRouter();
  const projectId = actor.project.id;
  const mayRun = can(actor.role, "grading.run");
  const runs = useLiveRuns(projectId);
  const [isStarting, setIsStarting] = useState(mayRun && start !== null);
  const list = runs.data?.runs ?? [];
  const [latest] = list;
  const isFull = (run: (typeof list)[number]) => run === latest || run.state === "running" || run.state === "paused";
  const earlier = list.filter((run) => !isFull(run));

  function close() {
    setIsStarting(false);
    if (start !== null) router.replace(projectPath(projectId, "/grading-runs"));
  }

  const startButton = mayRun ? (
    <Button
      variant={list.some((run) => run.state === "paused") ? "plain" : "ink"}
      icon={Play}
      onClick={() => setIsStarting(true)}
    >
      {t("start")}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} actions={latest ? startButton : null} />
      <RunAnnouncer run={latest} />
      {runs.data ? (
        latest ? (
          <div className="space-y-5">
            {list.filter(isFull).map((run) => (
              <RunCard key={run.id} projectId={projectId} run={run} mayRun={mayRun} />
            ))}
            {earlier.length > 0 ? <EarlierRuns projectId={projectId} runs={earlier} mayRun={mayRun} /> : null}
          </div>
        ) : (
          <EmptyState icon={Play} title={t("emptyTitle")} action={startButton}>
            {t("emptyBody")}
          </EmptyState>
        )
      ) : runs.error ? (
        <LoadError error={runs.error} onRetry={() => runs.refetch()} retrying={runs.isFetching} />
      ) : (
        <Skeleton>
          <Card className="h-[234px] space-y-5">
            <SkeletonBar className="w-48" />
            <SkeletonBar className="h-1" />
            <SkeletonBar className="h-8 w-full" />
          </Card>
        </Skeleton>
      )}
      {isStarting ? (
        <StartRunDialog projectId={projectId} initialGrader={start === "run" ? null : start} onClose={close} />
      ) : null}
    </>
  );
}
