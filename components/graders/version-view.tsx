"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows, Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { BackLink } from "@/components/graders/back-link";
import { GraderFormSkeleton } from "@/components/graders/grader-form-skeleton";
import { TryPanel } from "@/components/graders/try-panel";
import { VersionDefinition } from "@/components/graders/version-definition";
import { StartRunButton } from "@/components/runs/start-run-button";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { ButtonLink } from "@/components/ui/button-link";
import { Fact } from "@/components/ui/fact";
import { formatCount } from "@/components/ui/format-amount";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Tag } from "@/components/ui/tag";
import { can } from "@/lib/auth/can";
import { fetchGraders, type GraderVersionView, graderKeys } from "@/lib/queries/grader-contract";

/** One grader version: what it is made of, what it has graded, and a way to ask it about one turn. */
export function VersionView({
  actor,
  versionId,
}: {
  readonly actor: Pick<ShellActor, "project" | "role">;
  readonly versionId: string;
}) {
  const t = useTranslations("graders");
  const projectId = actor.project.id;
  const graders = useQuery({ queryKey: graderKeys.all(projectId), queryFn: () => fetchGraders(projectId) });
  const versions = graders.data?.versions;
  const version = versions?.find((one) => one.id === versionId);
  return (
    <>
      <BackLink projectId={projectId} />
      {versions && version ? (
        <Version actor={actor} version={version} versions={versions} />
      ) : versions ? (
        <>
          <PageHeader title={t("page.missingTitle")} />
          <Notice tone="info">{t("page.missing")}</Notice>
        </>
      ) : graders.error ? (
        <>
          <PageHeader title={t("title")} />
          <LoadError error={graders.error} onRetry={() => graders.refetch()} retrying={graders.isFetching} />
        </>
      ) : (
        <GraderFormSkeleton />
      )}
    </>
  );
}

function Version({
  actor,
  version,
  versions,
}: {
  readonly actor: Pick<ShellActor, "project" | "role">;
  readonly version: GraderVersionView;
  readonly versions: readonly GraderVersionView[];
}) {
  const t = useTranslations("graders");
  const projectId = actor.project.id;
  const mayManage = can(actor.role, "grader.manage");
  // Newest first: the one below in the list came before.
  const earlier = versions[versions.indexOf(version) + 1] ?? versions.find((one) => one !== version);
  return (
    <>
      <PageHeader
        title={version.label}
        tags={
          <>
            <Tag>{t(`kindTag.${version.kind}`)}</Tag>
            {versions[0] === version ? <Tag tone="strong">{t("latest")}</Tag> : null}
          </>
        }
        actions={
          <>
            {earlier === undefined ? null : (
              <ButtonLink
                href={projectPath(projectId, `/graders/compare?before=${earlier.id}&after=${version.id}`)}
                icon={GitCompareArrows}
              >
                {t("compare")}
              </ButtonLink>
            )}
            {version.kind !== "imported" && can(actor.role, "grading.run") ? (
              <StartRunButton projectId={projectId} graderVersionId={version.id} label={t("runWith")} />
            ) : null}
            {version.kind === "llm" && mayManage ? (
              <ButtonLink href={projectPath(projectId, `/graders/new?from=${version.id}`)} icon={Plus}>
                {t("newVersion")}
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <p className="-mt-3 text-control text-text-2">{t(`kind.${version.kind}`)}</p>
      <dl className="mt-4 mb-6 flex flex-wrap gap-x-10 gap-y-3">
        <Fact name={t("units")}>{formatCount(version.unitsGraded)}</Fact>
        <Fact name={t("runs")}>{formatCount(version.runs)}</Fact>
        <Fact name={t("made")}>
          <RelativeTime at={version.createdAt} />
        </Fact>
        <Fact name={t("hash")}>
          <code title={`${t("hashTitle")}: ${version.contentHash}`}>{version.contentHash.slice(0, 12)}</code>
        </Fact>
        {version.steps === null ? null : (
          <>
            <Fact name={t("extractionStep")}>
              {version.steps.extraction.number}{" "}
              <code className="font-[400] text-text-3">{version.steps.extraction.contentHash.slice(0, 8)}</code>
            </Fact>
            <Fact name={t("scoringStep")}>
              {version.steps.scoring.number}{" "}
              <code className="font-[400] text-text-3">{version.steps.scoring.contentHash.slice(0, 8)}</code>
            </Fact>
          </>
        )}
      </dl>
      <div className="grid items-start gap-5 wide:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <VersionDefinition version={version} versions={versions} />
        {version.kind === "imported" ? (
          <Notice tone="info">{t("try.imported")}</Notice>
        ) : mayManage ? (
          <TryPanel projectId={projectId} grader={{ versionId: version.id }} />
        ) : null}
      </div>
    </>
  );
}
