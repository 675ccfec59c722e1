"use client";

import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useSpeakSentence } from "@/components/shell/sentences";
import { Icon } from "@/components/ui/icon";
import type { DraftReport as Report } from "@/lib/queries/import-draft-contract";
import { problemsUrl } from "@/lib/queries/import-draft-requests";

/** What an import would do, counted over the whole files; nothing is written yet. */
export function DraftReport({
  projectId,
  draftId,
  report,
  skips,
}: {
  readonly projectId: string;
  readonly draftId: string;
  readonly report: Report;
  readonly skips: boolean;
}) {
  const t = useTranslations("trajectories.draft");
  const speak = useSpeakSentence();
  const format = useFormatter();
  const facts: readonly (readonly [string, number])[] = [
    [t("facts.dialogues"), report.dialogues],
    [t("facts.messages"), report.messages],
    [t("facts.turns"), report.turns],
    [t("facts.unchanged"), report.unchanged],
    [t(skips ? "facts.skipped" : "facts.duplicates"), report.duplicates],
    [t("facts.problems"), report.problems],
  ];
  return (
    <div aria-live="polite" className="space-y-2">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 rounded-input border border-line p-4 phone:grid-cols-3 fold:grid-cols-6">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-label text-text-3">{label}</dt>
            <dd className="text-body font-[600] tabular-nums">{format.number(value)}</dd>
          </div>
        ))}
      </dl>
      <ul className="space-y-0.5 text-control text-text-2 tabular-nums">
        {Object.entries(report.leftOut).map(([reason, count]) => (
          <li key={reason}>{t("leftOut", { count, reason: speak(reason) })}</li>
        ))}
        {report.replaced === null ? null : (
          <li>
            {Object.keys(report.replaced).length === 0
              ? t("nothingReplaced")
              : t("replaced", {
                  kinds: Object.entries(report.replaced)
                    .map(([kind, count]) => `${format.number(count)} × ${kind}`)
                    .join(", "),
                })}
          </li>
        )}
      </ul>
      {report.problems > 0 ? (
        <a
          href={problemsUrl(projectId, draftId)}
          download
          className="inline-flex min-h-6 items-center gap-1.5 rounded-button text-control font-[500] text-grader hover:underline"
        >
          <Icon icon={Download} />
          {t("downloadProblems", { count: report.problems })}
        </a>
      ) : null}
    </div>
  );
}
