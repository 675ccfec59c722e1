"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight, GitCompareArrows } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { AgreementCard } from "@/components/graders/agreement-card";
import { BackLink } from "@/components/graders/back-link";
import { ChangesCard } from "@/components/graders/changes-card";
import { defaultPair } from "@/components/graders/default-pair";
import { DiffCard } from "@/components/graders/diff-card";
import { VerdictsCard } from "@/components/graders/verdicts-card";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/select";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { fetchComparison, fetchGraders, graderKeys } from "@/lib/queries/grader-contract";

/** Two grader versions side by side on what both have graded. The address holds which two. */
export function CompareView({
  actor,
  beforeId,
  afterId,
}: {
  readonly actor: Pick<ShellActor, "project">;
  readonly beforeId: string | null;
  readonly afterId: string | null;
}) {
  const t = useTranslations("graders.comparison");
  const router = useRouter();
  const projectId = actor.project.id;
  const graders = useQuery({ queryKey: graderKeys.all(projectId), queryFn: () => fetchGraders(projectId) });
  const versions = graders.data?.versions ?? [];
  const known = (id: string | null) => (versions.some((version) => version.id === id) ? id : null);
  const offered = defaultPair(versions);
  const isChosen = known(beforeId) !== null && known(afterId) !== null;
  const before = isChosen ? beforeId : (offered?.[0].id ?? null);
  const after = isChosen ? afterId : (offered?.[1].id ?? null);
  const isPair = before !== null && after !== null && before !== after;
  const comparison = useQuery({
    queryKey: graderKeys.comparison(projectId, before ?? "", after ?? ""),
    queryFn: () => fetchComparison(projectId, before ?? "", after ?? ""),
    enabled: isPair,
  });
  const go = (nextBefore: string | null, nextAfter: string | null) =>
    router.replace(projectPath(projectId, `/graders/compare?before=${nextBefore ?? ""}&after=${nextAfter ?? ""}`), {
      scroll: false,
    });
  const options = versions.map((version) => ({ value: version.id, label: version.label }));
  return (
    <>
      <BackLink projectId={projectId} />
      <PageHeader title={t("title")} />
      {graders.data && versions.length < 2 ? (
        <EmptyState icon={GitCompareArrows} title={t("chooseTitle")}>
          {t("tooFew")}
        </EmptyState>
      ) : graders.error ? (
        <LoadError error={graders.error} onRetry={() => graders.refetch()} retrying={graders.isFetching} />
      ) : (
        <div className="space-y-5">
          <div className="flex flex-wrap items-end gap-3">
            <div className="min-w-0 grow phone:grow-0">
              <p className="mb-1 text-label text-text-3">{t("before")}</p>
              <Select
                label={t("before")}
                value={before ?? ""}
                options={options}
                onChange={(id) => go(id, id === after ? before : after)}
                className="w-full phone:w-56"
              />
            </div>
            <Button icon={ArrowLeftRight} className="h-10" onClick={() => go(after, before)}>
              {t("swap")}
            </Button>
            <div className="min-w-0 grow phone:grow-0">
              <p className="mb-1 text-label text-text-3">{t("after")}</p>
              <Select
                label={t("after")}
                value={after ?? ""}
                options={options}
                onChange={(id) => go(id === before ? after : before, id)}
                className="w-full phone:w-56"
              />
            </div>
          </div>
          {comparison.data ? (
            <>
              <AgreementCard comparison={comparison.data} />
              <VerdictsCard comparison={comparison.data} />
              <ChangesCard projectId={projectId} comparison={comparison.data} />
              <DiffCard comparison={comparison.data} />
            </>
          ) : comparison.error ? (
            <LoadError error={comparison.error} onRetry={() => comparison.refetch()} retrying={comparison.isFetching} />
          ) : (
            <Skeleton className="space-y-5">
              {["a", "b", "c"].map((key) => (
                <Card key={key} className="h-[196px] space-y-5">
                  <SkeletonBar className="w-48" />
                  <SkeletonBar className="h-16" />
                </Card>
              ))}
            </Skeleton>
          )}
        </div>
      )}
    </>
  );
}
