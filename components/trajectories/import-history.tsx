"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Spoken } from "@/components/shell/sentences";
import { RefusedLines } from "@/components/trajectories/import-report";
import { Card, CardHead } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { ImportView } from "@/lib/queries/pipeline-contract";

/** Every import of the project, newest first, with what it refused. */
export function ImportHistory({
  projectId,
  imports,
}: {
  readonly projectId: string;
  readonly imports: readonly ImportView[];
}) {
  const t = useTranslations("trajectories.history");
  const format = useFormatter();
  if (imports.length === 0) return null;
  return (
    <Card padded={false} labelledBy="imports">
      <div className="px-5 pt-5 pb-2 phone:px-6">
        <CardHead id="imports" title={t("title")} />
      </div>
      <Table
        caption={t("caption")}
        rows={imports}
        rowKey={(one) => one.id}
        rowDetail={(one) =>
          one.failure ? (
            <p className="text-text-2">
              <Spoken text={one.failure} />
            </p>
          ) : one.refusedCount > 0 ? (
            <RefusedDetails projectId={projectId} one={one} />
          ) : null
        }
        columns={[
          {
            key: "file",
            header: t("file"),
            cell: (one) => (
              <>
                <span className="flex flex-wrap items-center gap-2">
                  <code className="break-all">{one.fileName}</code>
                  {one.state === "failed" ? <Tag tone="wrong">{t("failed")}</Tag> : null}
                  {one.state === "canceled" ? <Tag>{t("canceled")}</Tag> : null}
                  {one.state === "running" || one.state === "waiting" || one.state === "canceling" ? (
                    <Tag dot>{t("running")}</Tag>
                  ) : null}
                </span>
              </>
            ),
          },
          {
            key: "added",
            header: t("added"),
            numeric: true,
            cell: (one) =>
              one.trajectories === 0 && one.state === "finished" ? t("nothingNew") : format.number(one.trajectories),
          },
          {
            key: "unchanged",
            header: t("unchanged"),
            numeric: true,
            wideOnly: true,
            cell: (one) => format.number(one.unchanged),
          },
          { key: "turns", header: t("turns"), numeric: true, wideOnly: true, cell: (one) => format.number(one.turns) },
          { key: "when", header: t("when"), numeric: true, cell: (one) => <RelativeTime at={one.startedAt} /> },
        ]}
      />
    </Card>
  );
}

function RefusedDetails({ projectId, one }: { readonly projectId: string; readonly one: ImportView }) {
  const t = useTranslations("trajectories.result");
  return (
    <details>
      <summary className="inline-block rounded-button text-label font-[500] text-wrong">
        {t("refusedTitle", { count: one.refusedCount })}
      </summary>
      <RefusedLines projectId={projectId} result={one} />
    </details>
  );
}
