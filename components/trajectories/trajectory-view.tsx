"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { textLanguage } from "@/components/review/text-language";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import type { ShellActor } from "@/components/shell/shell-actor";
import { messagesBetween, Speech } from "@/components/trajectories/speech";
import { TurnRail } from "@/components/trajectories/turn-rail";
import { TurnSection } from "@/components/trajectories/turn-section";
import { Icon } from "@/components/ui/icon";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/tag";
import { fetchTrajectory, projectKeys, type TrajectoryDetail } from "@/lib/queries/project-contract";

/** One consultation with every turn, its grades and the verdicts on them. */
export function TrajectoryView({
  actor,
  trajectoryId,
}: {
  readonly actor: Pick<ShellActor, "project">;
  readonly trajectoryId: string;
}) {
  const t = useTranslations("trajectories");
  const projectId = actor.project.id;
  const detail = useQuery({
    queryKey: projectKeys.trajectory(projectId, trajectoryId),
    queryFn: () => fetchTrajectory(projectId, trajectoryId),
  });
  return (
    <>
      <Link
        href={projectPath(projectId, "/trajectories")}
        className="-ml-1 inline-flex h-8 items-center gap-1.5 rounded-button px-1 text-control text-text-2 hover:text-text"
      >
        <Icon icon={ArrowLeft} />
        {t("page.back")}
      </Link>
      {detail.data ? (
        <Detail detail={detail.data} />
      ) : detail.error ? (
        <>
          <h1 className="mt-2 mb-4 text-title">{t("page.missingTitle")}</h1>
          <LoadError error={detail.error} onRetry={() => detail.refetch()} retrying={detail.isFetching} />
        </>
      ) : (
        <Skeleton className="mt-2">
          <SkeletonBar className="h-6 w-72" />
          <SkeletonBar className="mt-4 h-4 w-full" />
          {["a", "b", "c", "d"].map((key) => (
            <div key={key} className="mt-8 grid gap-8 fold:grid-cols-[minmax(0,1fr)_360px]">
              <div className="space-y-3">
                <SkeletonBar className="w-2/3" />
                <div className="h-20 rounded-card border border-line bg-surface" />
              </div>
              <div className="space-y-4 pt-6">
                <SkeletonBar />
                <SkeletonBar />
                <SkeletonBar />
              </div>
            </div>
          ))}
        </Skeleton>
      )}
    </>
  );
}

function Detail({ detail }: { readonly detail: TrajectoryDetail }) {
  const t = useTranslations("trajectories");
  const { trajectory } = detail;
  const unitsOf = new Map(detail.turns.map((turn) => [turn.turnId, turn.units]));
  const wrong = detail.turns.flatMap((turn) => turn.units).filter((unit) => unit.verdict === "wrong").length;
  const last = trajectory.turns.at(-1);
  const shownUpTo = last ? last.contextMessageCount + last.responseMessageCount : 0;
  const rest = messagesBetween(trajectory, shownUpTo, trajectory.messages.length);
  return (
    <>
      <header className="sticky top-13 z-20 -mx-5 mb-6 border-line border-b bg-page px-5 pt-1 pb-3 phone:top-0 phone:-mx-9 phone:px-9 wide:-mx-10 wide:px-10">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 lang={textLanguage(trajectory.diagnosis)} className="min-w-0 truncate text-title">
            {trajectory.diagnosis || trajectory.sessionLabel}
          </h1>
          <code className="text-text-3">{trajectory.sessionLabel}</code>
          <span className="text-control text-text-3 tabular-nums">
            {t("page.messages", { count: trajectory.messages.length })} ·{" "}
            {t("page.turns", { count: trajectory.turns.length })}
          </span>
          {detail.graderLabel ? <Tag>{detail.graderLabel}</Tag> : <Tag>{t("page.notGraded")}</Tag>}
          {wrong > 0 ? <Tag tone="wrong">{t("page.wrong", { count: wrong })}</Tag> : null}
        </div>
        <TurnRail turns={trajectory.turns} unitsOf={unitsOf} />
      </header>
      <div className="space-y-7">
        {trajectory.turns.map((turn, index) => {
          const previous = trajectory.turns[index - 1];
          return (
            <TurnSection
              key={turn.id}
              trajectory={trajectory}
              turn={turn}
              contextFrom={previous ? previous.contextMessageCount + previous.responseMessageCount : 0}
              units={unitsOf.get(turn.id) ?? []}
            />
          );
        })}
        <Speech messages={rest} roleNames={trajectory.roleNames} />
        <p className="border-line border-t pt-3 text-label text-text-3">{t("page.end")}</p>
      </div>
    </>
  );
}
