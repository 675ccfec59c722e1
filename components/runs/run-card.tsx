"use client";

import { useTranslations } from "use-intl";
import { RunBody } from "@/components/runs/run-body";
import { RunState } from "@/components/runs/run-state";
import { useScopeWords } from "@/components/runs/use-scope-words";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** One run in full. */
export function RunCard({
  projectId,
  run,
  mayRun,
}: {
  readonly projectId: string;
  readonly run: GradingRunView;
  readonly mayRun: boolean;
}) {
  const t = useTranslations("runs");
  const scope = useScopeWords();
  const headingId = `run-${run.id}`;
  return (
    <Card act={run.state === "running" || run.state === "paused"} padded={false} labelledBy={headingId}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 pt-5 pb-4 phone:px-6">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 id={headingId} className="text-body font-[600]">
            {t("runOf", { grader: run.graderLabel })}
          </h2>
          <RunState run={run} />
          {/* What came with a file was not chosen by anybody here. */}
          {run.graderKind === "imported" ? null : <span className="text-label text-text-3">{scope(run.scope)}</span>}
        </div>
        <span className="text-label text-text-3 tabular-nums">
          <RelativeTime at={run.startedAt} />
        </span>
      </div>
      <RunBody projectId={projectId} run={run} mayRun={mayRun} />
    </Card>
  );
}
