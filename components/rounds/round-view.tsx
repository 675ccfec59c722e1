"use client";

import { ArrowLeft, CheckCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { AccuracyCard } from "@/components/rounds/accuracy-card";
import { CertificateCard } from "@/components/rounds/certificate-card";
import { ConfusionCard } from "@/components/rounds/confusion-card";
import { CorrectionsCard } from "@/components/rounds/corrections-card";
import { FlagsCard, LanesCard, ReadsCard } from "@/components/rounds/effort-cards";
import { EndRound } from "@/components/rounds/end-round";
import { ErrorLeftCard } from "@/components/rounds/error-left-card";
import { ForecastCard } from "@/components/rounds/forecast-card";
import { LabelsCard } from "@/components/rounds/labels-card";
import { LogCard } from "@/components/rounds/log-card";
import { AnchoringCard, ReaderAgreementCard } from "@/components/rounds/readers-card";
import { ReliabilityCard } from "@/components/rounds/reliability-card";
import { RoundSkeleton } from "@/components/rounds/round-skeleton";
import { RoundState } from "@/components/rounds/round-state";
import { useLiveRound } from "@/components/rounds/use-live-round";
import { LoadError } from "@/components/shell/load-error";
import { projectPath } from "@/components/shell/navigation";
import { PageHeader } from "@/components/shell/page-header";
import type { ShellActor } from "@/components/shell/shell-actor";
import { ButtonLink } from "@/components/ui/button-link";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { can } from "@/lib/auth/can";
import type { RoundLive } from "@/lib/queries/round-contract";

type Actor = Pick<ShellActor, "project" | "role">;

/** One round as it goes on: what is left, what may be promised, where grader and clinicians differ, what it cost. */
export function RoundView({ actor, roundId }: { readonly actor: Actor; readonly roundId: string }) {
  const t = useTranslations("rounds");
  const live = useLiveRound(actor.project.id, roundId);
  return (
    <>
      <Link
        href={projectPath(actor.project.id, "/rounds")}
        className="-mt-2 mb-1 -ml-1 inline-flex h-8 items-center gap-1.5 rounded-button px-1 text-control text-text-2 hover:text-text print:hidden"
      >
        <Icon icon={ArrowLeft} />
        {t("page.back")}
      </Link>
      {live.data ? (
        <RoundBody live={live.data} actor={actor} />
      ) : live.error ? (
        <>
          <h1 className="mb-4 text-title">{t("page.missingTitle")}</h1>
          <LoadError error={live.error} onRetry={() => live.refetch()} retrying={live.isFetching} />
        </>
      ) : (
        <RoundSkeleton />
      )}
    </>
  );
}

function RoundBody({ live, actor }: { readonly live: RoundLive; readonly actor: Actor }) {
  const t = useTranslations("rounds");
  const projectId = actor.project.id;
  const { round } = live;
  return (
    <>
      <RoundHeader live={live} actor={actor} />
      <div className="space-y-4">
        {round.state === "preparing" ? <Notice>{t("page.preparing")}</Notice> : null}
        {round.state === "finished" ? <Notice>{t("page.ended")}</Notice> : null}
        <div className="grid gap-4 fold:grid-cols-[minmax(0,1fr)_340px]">
          <ErrorLeftCard live={live} />
          <CertificateCard live={live} projectId={projectId} mayManage={can(actor.role, "round.manage")} />
        </div>
        <div className="grid gap-4 fold:grid-cols-3">
          <ForecastCard live={live} />
          <ReadsCard live={live} />
          <LabelsCard live={live} projectId={projectId} />
        </div>
        <ConfusionCard live={live} />
        <div className="grid gap-4 fold:grid-cols-2">
          <CorrectionsCard live={live} />
          <ReliabilityCard live={live} />
        </div>
        <AccuracyCard live={live} />
        <div className="grid gap-4 fold:grid-cols-2">
          <ReaderAgreementCard live={live} />
          <AnchoringCard live={live} />
        </div>
        <div className="grid gap-4 fold:grid-cols-2">
          <LanesCard round={round} />
          <FlagsCard round={round} />
        </div>
        <LogCard live={live} />
      </div>
    </>
  );
}

function RoundHeader({ live, actor }: { readonly live: RoundLive; readonly actor: Actor }) {
  const t = useTranslations("rounds");
  const { round, phase } = live;
  const projectId = actor.project.id;
  const left = Math.max(0, round.budgetReads - round.readsDone);
  return (
    <PageHeader
      title={t("name", { number: round.number })}
      tags={
        <>
          <RoundState state={round.state} />
          {phase === "certifying" ? <Tag>{t("phase.certifying")}</Tag> : null}
        </>
      }
      lead={[round.graderLabel, progressWords(live, t), minutesWords(live, t)]
        .filter((part) => part !== null)
        .join(" · ")}
      actions={
        round.state === "open" ? (
          <>
            {can(actor.role, "round.manage") ? <EndRound projectId={projectId} round={round} /> : null}
            {left > 0 && can(actor.role, "verdict.write") ? (
              <ButtonLink variant="ink" icon={CheckCheck} href={projectPath(projectId, "/review")}>
                {t("page.review")}
              </ButtonLink>
            ) : null}
          </>
        ) : null
      }
    />
  );
}

type Words = ReturnType<typeof useTranslations<"rounds">>;

/** Of the budget that was set: reads, or minutes where only these were. */
function progressWords({ round, settings }: RoundLive, t: Words): string {
  return settings.budgetMinutes === null
    ? t("page.progress", { done: round.readsDone, budget: round.budgetReads })
    : t("page.progressMinutes", {
        done: round.readsDone,
        minutes: Math.round(round.minutesSpent),
        budget: Math.round(settings.budgetMinutes),
      });
}

function minutesWords({ round, settings }: RoundLive, t: Words): string | null {
  if (round.state !== "open" || round.secondsPerRead === null) return null;
  const byReads = ((round.budgetReads - round.readsDone) * round.secondsPerRead) / 60;
  const left = Math.min(byReads, (settings.budgetMinutes ?? Number.POSITIVE_INFINITY) - round.minutesSpent);
  return left <= 0 ? null : t("page.minutesLeft", { minutes: Math.max(1, Math.round(left)) });
}
