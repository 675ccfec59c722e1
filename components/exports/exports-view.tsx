"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { ExportCard } from "@/components/exports/export-card";
import { LoadError } from "@/components/shell/load-error";
import { PageHeader } from "@/components/shell/page-header";
import { problemText } from "@/components/shell/problem-text";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { can } from "@/lib/auth/can";
import { type ExportView, fetchExports, pipelineKeys, startExport } from "@/lib/queries/pipeline-contract";
import { projectKeys } from "@/lib/queries/project-contract";

const FORMATS = ["reward", "training"] as const;

/** Build a file, watch it grow, download it with its manifest; every earlier file below. */
export function ExportsView({ actor }: { readonly actor: Pick<ShellActor, "project" | "role"> }) {
  const t = useTranslations("exports");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const projectId = actor.project.id;
  const exports = useQuery({
    queryKey: pipelineKeys.exports(projectId),
    queryFn: () => fetchExports(projectId),
    refetchInterval: (query) =>
      query.state.data?.exports.some((one) => one.state === "waiting" || one.state === "running") ? 1_000 : false,
  });
  const start = useMutation({
    mutationFn: (format: ExportView["format"]) => startExport(projectId, { format }),
    onError: (error) => toast.error(t("buildFailed"), { description: problemText(error, common("error.unexpected")) }),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: pipelineKeys.exports(projectId) });
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    },
  });
  const isBuilding = (format: ExportView["format"]) =>
    (start.isPending && start.variables === format) ||
    (exports.data?.exports.some(
      (one) => one.format === format && (one.state === "waiting" || one.state === "running"),
    ) ??
      false);
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="space-y-5">
        {can(actor.role, "export.build") ? (
          <Card act labelledBy="build-file">
            <h2 id="build-file" className="text-step">
              {t("buildTitle")}
            </h2>
            <p className="mt-1 max-w-[672px] text-control text-text-2">{t("buildNote")}</p>
            <div className="mt-5 grid gap-5 fold:grid-cols-2">
              {FORMATS.map((format) => (
                <div key={format} className="flex flex-col items-start rounded-input border border-line p-4">
                  <h3 className="text-body font-[600]">{t(`format.${format}`)}</h3>
                  <p className="mt-1 mb-4 text-control text-text-2">{t(`formatBody.${format}`)}</p>
                  <Button
                    variant={format === "reward" ? "ink" : "plain"}
                    className="mt-auto"
                    busy={isBuilding(format)}
                    busyLabel={t("building")}
                    onClick={() => start.mutate(format)}
                  >
                    {t(`buildKind.${format}`)}
                  </Button>
                </div>
              ))}
            </div>
          </Card>
        ) : null}
        <section aria-labelledby="files" className="space-y-3">
          <CardHead id="files" title={t("history")} />
          {exports.data ? (
            exports.data.exports.length === 0 ? (
              <Card className="border-dashed">
                <h3 className="text-body font-[600]">{t("emptyTitle")}</h3>
                <p className="mt-1 max-w-[560px] text-control text-text-2">{t("emptyBody")}</p>
              </Card>
            ) : (
              exports.data.exports.map((one) => <ExportCard key={one.id} projectId={projectId} file={one} />)
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
