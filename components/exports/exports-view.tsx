"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { BuildFile } from "@/components/exports/build-file";
import { ExportCard } from "@/components/exports/export-card";
import { LoadError } from "@/components/shell/load-error";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Card, CardHead } from "@/components/ui/card";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";
import { fetchExports, pipelineKeys } from "@/lib/queries/pipeline-contract";

/** Build a file, watch it grow, download it with its manifest; every earlier file below. */
export function ExportsView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("exports");
  const projectId = actor.project.id;
  const exports = useQuery({
    queryKey: pipelineKeys.exports(projectId),
    queryFn: () => fetchExports(projectId),
    refetchInterval: (query) =>
      query.state.data?.exports.some((one) => one.state === "waiting" || one.state === "running") ? 1_000 : false,
  });
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="space-y-5">
        {can(actor.role, "export.build") ? <BuildFile projectId={projectId} /> : null}
        <section aria-labelledby="files" className="space-y-3">
          <CardHead id="files" title={t("history")} />
          {exports.data ? (
            exports.data.exports.length === 0 ? (
              <Card className="border-dashed">
                <h3 className="text-body font-[600]">{t("emptyTitle")}</h3>
                <p className="mt-1 max-w-[560px] text-control text-text-2">{t("emptyBody")}</p>
              </Card>
            ) : (
              exports.data.exports.map((one) => (
                <ExportCard key={one.id} projectId={projectId} file={one} mayDelete={can(actor.role, "export.build")} />
              ))
            )
          ) : exports.error ? (
            <LoadError error={exports.error} onRetry={() => exports.refetch()} retrying={exports.isFetching} />
          ) : (
            <Skeleton>
              <Card className="h-[122px] space-y-4">
                <SkeletonBar className="w-40" />
                <SkeletonBar className="w-64" />
              </Card>
            </Skeleton>
          )}
        </section>
      </div>
    </>
  );
}
