"use client";

import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { DraftPanel } from "@/components/trajectories/draft-panel";
import { FirstImport } from "@/components/trajectories/first-import";
import { ImportDialog } from "@/components/trajectories/import-dialog";
import { ImportHistory } from "@/components/trajectories/import-history";
import { ImportProgress, ImportResult } from "@/components/trajectories/import-report";
import { TrajectoryList, TrajectoryListSkeleton } from "@/components/trajectories/trajectory-list";
import { useImport } from "@/components/trajectories/use-import";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/auth/can";
import { fetchOverview, projectKeys } from "@/lib/queries/project-contract";

/** The consultations of a project, how to bring more, and what earlier imports did. */
export function TrajectoriesView({
  actor,
  importOpen,
}: {
  readonly actor: Pick<ShellActor, "project" | "role">;
  /** True when the page was asked for with the import dialog open. */
  readonly importOpen: boolean;
}) {
  const t = useTranslations("trajectories");
  const router = useRouter();
  const projectId = actor.project.id;
  const mayImport = can(actor.role, "trajectory.import");
  const control = useImport(projectId, mayImport);
  const [dialogOpen, setDialogOpen] = useState(importOpen);
  // The count alone decides between the first import and the list; it is the same that the side bar shows.
  const overview = useQuery({ queryKey: projectKeys.overview(projectId), queryFn: () => fetchOverview(projectId) });
  const underWay =
    control.imports?.filter(({ state }) => state !== "finished" && state !== "failed" && state !== "canceled") ?? [];
  const isEmpty = overview.data?.trajectories === 0;

  function changeDialog(open: boolean) {
    setDialogOpen(open);
    if (!open && importOpen) router.replace(projectPath(projectId, "/trajectories"));
  }

  return (
    <>
      <PageHeader
        title={t("title")}
        actions={
          mayImport && overview.data && !isEmpty ? (
            <Button variant="ink" icon={Upload} onClick={() => changeDialog(true)}>
              {t("import")}
            </Button>
          ) : null
        }
      />
      <div className="space-y-4">
        {control.isAnnouncing ? (
          <Card>
            <p className="text-control text-text-2">{t("draft.announcing")}</p>
          </Card>
        ) : null}
        {control.drafts.map((draft) => (
          <DraftPanel
            key={draft.id}
            projectId={projectId}
            draft={draft}
            control={control}
            maySetSensitive={can(actor.role, "project.manage")}
          />
        ))}
        {underWay.map((one) => (
          <ImportProgress key={one.id} projectId={projectId} running={one} onChanged={control.refresh} />
        ))}
        {control.result ? (
          <ImportResult projectId={projectId} result={control.result} onDismiss={control.dismissResult} />
        ) : null}
        {overview.data ? (
          isEmpty ? (
            mayImport ? (
              control.drafts.length + underWay.length === 0 && (
                <FirstImport control={control} projectName={actor.project.name} />
              )
            ) : (
              <EmptyState title={t("empty.readerTitle")}>{t("empty.readerBody")}</EmptyState>
            )
          ) : (
            <TrajectoryList projectId={projectId} />
          )
        ) : overview.error ? (
          <LoadError error={overview.error} onRetry={() => overview.refetch()} retrying={overview.isFetching} />
        ) : (
          <TrajectoryListSkeleton />
        )}
        {control.imports && !(isEmpty && control.imports.length === 0) ? (
          <ImportHistory projectId={projectId} imports={control.imports} />
        ) : null}
      </div>
      {mayImport ? (
        <ImportDialog open={dialogOpen && !isEmpty} onOpenChange={changeDialog} onFiles={control.upload} />
      ) : null}
    </>
  );
}
