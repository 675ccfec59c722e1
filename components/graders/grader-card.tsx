"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { projectPath } from "@/components/shell/navigation";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-amount";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { GraderVersionView } from "@/lib/queries/grader-contract";

/** One grader with its versions, newest first. */
export function GraderCard({
  projectId,
  versions,
  newestId,
  mayManage,
}: {
  readonly projectId: string;
  readonly versions: readonly [GraderVersionView, ...GraderVersionView[]];
  /** The newest version of all graders. */
  readonly newestId: string | null;
  readonly mayManage: boolean;
}) {
  const t = useTranslations("graders");
  const [newest] = versions;
  const headingId = `grader-${newest.graderId}`;
  return (
    <Card padded={false} labelledBy={headingId} className="overflow-hidden">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-5 pt-5 pb-3 phone:px-6">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id={headingId} className="min-w-0 break-words text-step">
              {newest.graderName}
            </h2>
            <Tag>{t(`kindTag.${newest.kind}`)}</Tag>
          </div>
          <p className="mt-0.5 max-w-[672px] text-control text-text-2">{t(`kind.${newest.kind}`)}</p>
        </div>
        {newest.kind === "llm" && mayManage ? (
          <ButtonLink size="small" icon={Plus} href={projectPath(projectId, `/graders/new?from=${newest.id}`)}>
            {t("newVersionOf", { grader: newest.label })}
          </ButtonLink>
        ) : null}
      </div>
      <Table
        caption={t("versionsCaption", { grader: newest.graderName })}
        rows={versions}
        rowKey={(version) => version.id}
        columns={[
          {
            key: "version",
            header: t("version"),
            cell: (version) => (
              <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <Link
                  href={projectPath(projectId, `/graders/${version.id}`)}
                  className="font-[540] whitespace-nowrap text-grader hover:underline"
                >
                  {version.label}
                </Link>
                {version.id === newestId ? <Tag tone="strong">{t("latest")}</Tag> : null}
                <code
                  title={`${t("hashTitle")}: ${version.contentHash}`}
                  className="text-label text-text-3 phone:hidden"
                >
                  {version.contentHash.slice(0, 8)}
                </code>
              </span>
            ),
          },
          {
            key: "hash",
            header: t("hash"),
            wideOnly: true,
            cell: (version) => (
              <code title={`${t("hashTitle")}: ${version.contentHash}`} className="text-text-3">
                {version.contentHash.slice(0, 8)}
              </code>
            ),
          },
          ...(newest.kind === "llm"
            ? [
                {
                  key: "steps",
                  header: <span title={t("stepsNote")}>{t("steps")}</span>,
                  wideOnly: true,
                  className: "tabular-nums",
                  cell: (version: GraderVersionView) =>
                    version.steps === null ? (
                      <span className="text-text-3">–</span>
                    ) : (
                      t("stepsShort", {
                        extraction: version.steps.extraction.number,
                        scoring: version.steps.scoring.number,
                      })
                    ),
                },
              ]
            : []),
          {
            key: "units",
            header: t("units"),
            numeric: true,
            cell: (version) => formatCount(version.unitsGraded),
          },
          {
            key: "runs",
            header: t("runs"),
            numeric: true,
            wideOnly: true,
            cell: (version) => formatCount(version.runs),
          },
          {
            key: "made",
            header: t("made"),
            numeric: true,
            cell: (version) => <RelativeTime at={version.createdAt} />,
          },
        ]}
      />
    </Card>
  );
}
