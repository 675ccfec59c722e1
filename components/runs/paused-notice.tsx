"use client";

import { CircleDollarSign, Play } from "lucide-react";
import { useTranslations } from "use-intl";
import { ceilingReached } from "@/components/runs/ceiling-reached";
import { projectPath } from "@/components/shell/navigation";
import { Spoken } from "@/components/shell/sentences";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { formatUsd } from "@/components/ui/format-amount";
import { Notice } from "@/components/ui/notice";
import { type GradingRunView, PAUSED_BY_HAND } from "@/lib/queries/run-contract";

/** Why a run stands still and what makes it go on: a higher ceiling, a mended endpoint, or only a word. */
export function PausedNotice({
  projectId,
  run,
  mayRun,
  resuming,
  onResume,
  onRaise,
}: {
  readonly projectId: string;
  readonly run: GradingRunView;
  readonly mayRun: boolean;
  readonly resuming: boolean;
  readonly onResume: () => void;
  readonly onRaise: () => void;
}) {
  const t = useTranslations("runs");
  if (run.costCeilingUsd !== null && ceilingReached(run)) {
    return (
      <Notice
        tone="warning"
        title={t("paused.ceilingTitle", { ceiling: formatUsd(run.costCeilingUsd) })}
        action={
          mayRun ? (
            <Button variant="ink" icon={CircleDollarSign} onClick={onRaise}>
              {t("paused.raise")}
            </Button>
          ) : null
        }
      >
        {t("paused.ceilingBody")}
      </Notice>
    );
  }
  const resume = mayRun ? (
    <Button variant="ink" icon={Play} busy={resuming} busyLabel={t("resuming")} onClick={onResume}>
      {t("resume")}
    </Button>
  ) : null;
  if (run.stateReason === null || run.stateReason === PAUSED_BY_HAND) {
    return (
      <Notice tone="info" title={t("paused.title")} action={resume}>
        {t("paused.byPerson")}
      </Notice>
    );
  }
  return (
    <Notice
      tone="warning"
      title={<Spoken text={run.stateReason} />}
      action={
        <>
          {resume}
          {run.graderKind === "llm" ? (
            <ButtonLink href={projectPath(projectId, "/endpoints")}>{t("paused.openEndpoints")}</ButtonLink>
          ) : null}
        </>
      }
    >
      {t("paused.kept")} {run.graderKind === "llm" ? t("paused.endpointHint") : null}
    </Notice>
  );
}
