"use client";

import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/tag";
import { fetchGraders, type GraderVersionView, graderKeys } from "@/lib/queries/grader-contract";

/** Every grader version of the project, newest first, each with its frozen definition. */
export function GradersView({ actor }: { readonly actor: Pick<ShellActor, "project"> }) {
  const t = useTranslations("graders");
  const projectId = actor.project.id;
  const graders = useQuery({ queryKey: graderKeys.all(projectId), queryFn: () => fetchGraders(projectId) });
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={graders.data ? t("versions", { count: graders.data.versions.length }) : null}
      />
      {graders.data ? (
        graders.data.versions.length === 0 ? (
          <EmptyState
            icon={Scale}
            title={t("emptyTitle")}
            action={
              <ButtonLink variant="ink" href={projectPath(projectId, "/grading-runs")}>
                {t("openRuns")}
              </ButtonLink>
            }
          >
            {t("emptyBody")}
          </EmptyState>
        ) : (
          <div className="space-y-4">
            {graders.data.versions.map((version, index) => (
              <VersionCard key={version.id} version={version} newest={index === 0} />
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
    </>
  );
}

function VersionCard({ version, newest }: { readonly version: GraderVersionView; readonly newest: boolean }) {
  const t = useTranslations("graders");
  const format = useFormatter();
  const headingId = `grader-${version.id}`;
  return (
    <Card labelledBy={headingId}>
      <div className="flex flex-wrap items-center gap-3">
        <h2 id={headingId} className="text-step">
          {version.label}
        </h2>
        {newest ? <Tag tone="strong">{t("latest")}</Tag> : null}
      </div>
      <p className="mt-1 text-control text-text-2">{t(`kind.${version.kind}`)}</p>
      <dl className="mt-4 flex flex-wrap gap-x-10 gap-y-3 text-control tabular-nums">
        <Fact name={t("units")}>{format.number(version.unitsGraded)}</Fact>
        <Fact name={t("runs")}>{format.number(version.runs)}</Fact>
        <Fact name={t("made")}>
          <RelativeTime at={version.createdAt} />
        </Fact>
        <Fact name={t("hash")}>
          <code title={`${t("hashTitle")}: ${version.contentHash}`}>{version.contentHash.slice(0, 12)}</code>
        </Fact>
      </dl>
      <details className="group mt-4 border-line border-t pt-3">
        <summary className="inline-block rounded-button text-control font-[500] text-grader hover:underline">
          {t("show")}
        </summary>
        <p className="mt-2 text-label text-text-3">{t("definitionNote")}</p>
        <section aria-label={t("definition")} className="mt-2 max-h-96 overflow-auto rounded-input bg-sunken p-4">
          <pre className="whitespace-pre-wrap break-words">{JSON.stringify(version.definition, null, 2)}</pre>
        </section>
      </details>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-label text-text-3">{name}</dt>
      <dd className="mt-0.5 font-[500]">{children}</dd>
    </div>
  );
}
