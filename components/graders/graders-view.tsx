"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp, GitCompareArrows, Plus, Scale } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { GraderCard } from "@/components/graders/grader-card";
import { ImportRowsDialog } from "@/components/graders/import-rows-dialog";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";
import { fetchGraders, type GraderVersionView, graderKeys } from "@/lib/queries/grader-contract";

/** The project's graders by name, the one with the newest version first, each with all its versions. */
export function GradersView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("graders");
  const projectId = actor.project.id;
  const mayManage = can(actor.role, "grader.manage");
  const [isImporting, setIsImporting] = useState(false);
  const graders = useQuery({ queryKey: graderKeys.all(projectId), queryFn: () => fetchGraders(projectId) });
  const versions = graders.data?.versions ?? [];
  const newGrader = mayManage ? (
    <ButtonLink variant="ink" icon={Plus} href={projectPath(projectId, "/graders/new")}>
      {t("new")}
    </ButtonLink>
  ) : null;
  const importButton = mayManage ? (
    <Button icon={FileUp} onClick={() => setIsImporting(true)}>
      {t("import")}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={graders.data ? t("versions", { count: versions.length }) : null}
        actions={
          versions.length === 0 ? null : (
            <>
              {versions.length > 1 ? (
                <ButtonLink icon={GitCompareArrows} href={projectPath(projectId, "/graders/compare")}>
                  {t("compare")}
                </ButtonLink>
              ) : null}
              {importButton}
              {newGrader}
            </>
          )
        }
      />
      {graders.data ? (
        versions.length === 0 ? (
          <EmptyState
            icon={Scale}
            title={t("emptyTitle")}
            action={
              <>
                {newGrader}
                <ButtonLink href={projectPath(projectId, "/grading-runs")}>{t("openRuns")}</ButtonLink>
                {importButton}
              </>
            }
          >
            {t("emptyBody")}
          </EmptyState>
        ) : (
          <div className="space-y-4">
            {byGrader(versions).map((group) => (
              <GraderCard
                key={group[0].graderId}
                projectId={projectId}
                versions={group}
                newestId={versions[0]?.id ?? null}
                mayManage={mayManage}
              />
            ))}
          </div>
        )
      ) : graders.error ? (
        <LoadError error={graders.error} onRetry={() => graders.refetch()} retrying={graders.isFetching} />
      ) : (
        <Skeleton>
          <Card className="h-[190px] space-y-4">
            <SkeletonBar className="w-40" />
            <SkeletonBar className="w-96 max-w-full" />
            <SkeletonBar className="h-8 w-full" />
          </Card>
        </Skeleton>
      )}
      {isImporting ? <ImportRowsDialog projectId={projectId} onClose={() => setIsImporting(false)} /> : null}
    </>
  );
}

type Group = readonly [GraderVersionView, ...GraderVersionView[]];

/** Versions grouped by grader; groups and versions keep the order of the list, newest first. */
function byGrader(versions: readonly GraderVersionView[]): Group[] {
  const groups = new Map<string, [GraderVersionView, ...GraderVersionView[]]>();
  for (const version of versions) {
    const group = groups.get(version.graderId);
    if (group === undefined) groups.set(version.graderId, [version]);
    else group.push(version);
  }
  return [...groups.values()];
}
