"use client";

import { useQuery } from "@tanstack/react-query";
import { Scale, Upload } from "lucide-react";
import { useTranslations } from "use-intl";
import { EstimateCards } from "@/components/home/estimate-cards";
import { HomeSkeleton } from "@/components/home/home-skeleton";
import { LatestCard } from "@/components/home/latest-card";
import { MinutesCard } from "@/components/home/minutes-card";
import { nextStep } from "@/components/home/next-step";
import { NextStepCard } from "@/components/home/next-step-card";
import { PipelineStrip } from "@/components/home/pipeline-strip";
import { StartRunButton } from "@/components/runs/start-run-button";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { ButtonLink } from "@/components/ui/button-link";
import { Tag } from "@/components/ui/tag";
import { can } from "@/lib/auth/can";
import { fetchOverview, projectKeys } from "@/lib/queries/project-contract";

/** Where the pipeline stands, the numbers that matter with their intervals, one next step for this person. */
export function HomeView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("home");
  const { project, role } = actor;
  const overview = useQuery({
    queryKey: projectKeys.overview(project.id),
    queryFn: () => fetchOverview(project.id),
    refetchInterval: (query) => (query.state.data?.gradingRunning ? 1_000 : false),
  });
  const step = overview.data ? nextStep(overview.data, role) : null;
  return (
    <>
      <PageHeader
        title={project.name}
        tags={overview.data?.graderLabel ? <Tag icon={Scale}>{overview.data.graderLabel}</Tag> : null}
        actions={
          <>
            {can(role, "trajectory.import") ? (
              <ButtonLink href={projectPath(project.id, "/trajectories?import")} icon={Upload}>
                {t("import")}
              </ButtonLink>
            ) : null}
            {can(role, "grading.run") && step !== null && step.kind !== "grade" && step.kind !== "import" ? (
              <StartRunButton projectId={project.id} label={t("startRun")} />
            ) : null}
          </>
        }
      />
      {overview.data && step ? (
        <div className="space-y-5">
          <NextStepCard projectId={project.id} step={step} />
          <PipelineStrip overview={overview.data} />
          <EstimateCards overview={overview.data} />
          <div className="grid items-start gap-5 fold:grid-cols-[55fr_45fr]">
            <MinutesCard overview={overview.data} showReaders={can(role, "round.manage")} />
            <LatestCard latest={overview.data.latest} />
          </div>
        </div>
      ) : overview.error ? (
        <LoadError error={overview.error} onRetry={() => overview.refetch()} retrying={overview.isFetching} />
      ) : (
        <HomeSkeleton />
      )}
    </>
  );
}
